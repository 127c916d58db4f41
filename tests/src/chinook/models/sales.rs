//! Who sells, who buys, and what was bought.

use super::Track;
use segue::prelude::*;

/// Somebody who works here.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Employee")]
pub(in crate::chinook) struct Employee {
    #[field(primary_key, auto, column = "EmployeeId")]
    pub(super) id: i64,
    #[field(column = "LastName", max_length = 20)]
    last_name: String,
    #[field(column = "FirstName", max_length = 20)]
    first_name: String,
    #[field(column = "Title", max_length = 30)]
    title: Option<String>,
    #[field(column = "ReportsTo", on_delete = "no_action")]
    reports_to: Option<ForeignKey<Employee>>,
    #[field(column = "BirthDate")]
    birth_date: Option<NaiveDateTime>,
    #[field(column = "HireDate")]
    hire_date: Option<NaiveDateTime>,
    #[field(column = "Address", max_length = 70)]
    address: Option<String>,
    #[field(column = "City", max_length = 40)]
    city: Option<String>,
    #[field(column = "State", max_length = 40)]
    state: Option<String>,
    #[field(column = "Country", max_length = 40)]
    country: Option<String>,
    #[field(column = "PostalCode", max_length = 10)]
    postal_code: Option<String>,
    #[field(column = "Phone", max_length = 24)]
    phone: Option<String>,
    #[field(column = "Fax", max_length = 24)]
    fax: Option<String>,
    #[field(column = "Email", max_length = 60)]
    email: Option<String>,
}

/// Somebody who buys.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Customer")]
pub(in crate::chinook) struct Customer {
    #[field(primary_key, auto, column = "CustomerId")]
    pub(super) id: i64,
    #[field(column = "FirstName", max_length = 40)]
    first_name: String,
    #[field(column = "LastName", max_length = 20)]
    last_name: String,
    #[field(column = "Company", max_length = 80)]
    company: Option<String>,
    #[field(column = "Address", max_length = 70)]
    address: Option<String>,
    #[field(column = "City", max_length = 40)]
    city: Option<String>,
    #[field(column = "State", max_length = 40)]
    state: Option<String>,
    #[field(column = "Country", max_length = 40)]
    country: Option<String>,
    #[field(column = "PostalCode", max_length = 10)]
    postal_code: Option<String>,
    #[field(column = "Phone", max_length = 24)]
    phone: Option<String>,
    #[field(column = "Fax", max_length = 24)]
    fax: Option<String>,
    #[field(column = "Email", max_length = 60)]
    email: String,
    #[field(column = "SupportRepId", on_delete = "no_action")]
    support_rep: Option<ForeignKey<Employee>>,
}

/// What somebody bought.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Invoice")]
pub(in crate::chinook) struct Invoice {
    #[field(primary_key, auto, column = "InvoiceId")]
    pub(super) id: i64,
    #[field(column = "CustomerId", on_delete = "no_action")]
    customer: ForeignKey<Customer>,
    #[field(column = "InvoiceDate")]
    invoice_date: NaiveDateTime,
    #[field(column = "BillingAddress", max_length = 70)]
    billing_address: Option<String>,
    #[field(column = "BillingCity", max_length = 40)]
    billing_city: Option<String>,
    #[field(column = "BillingState", max_length = 40)]
    billing_state: Option<String>,
    #[field(column = "BillingCountry", max_length = 40)]
    billing_country: Option<String>,
    #[field(column = "BillingPostalCode", max_length = 10)]
    billing_postal_code: Option<String>,
    #[field(column = "Total", max_digits = 10, decimal_places = 2, stored_as = "number")]
    total: Decimal,
}

/// One track on an invoice.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "InvoiceLine")]
pub(in crate::chinook) struct InvoiceLine {
    #[field(primary_key, auto, column = "InvoiceLineId")]
    pub(super) id: i64,
    #[field(column = "InvoiceId", on_delete = "no_action")]
    invoice: ForeignKey<Invoice>,
    #[field(column = "TrackId", on_delete = "no_action")]
    track: ForeignKey<Track>,
    #[field(column = "UnitPrice", max_digits = 10, decimal_places = 2, stored_as = "number")]
    unit_price: Decimal,
    #[field(column = "Quantity")]
    quantity: i64,
}
