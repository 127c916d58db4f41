//! People, some of whom are the boss of others.

use segue::prelude::*;

/// Somebody who works here.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "employee")]
pub struct Employee {
    /// The key.
    #[field(primary_key, auto)]
    pub id: i64,
    /// The name.
    pub name: String,
    /// Who says what is to be done.
    #[field(on_delete = "no_action")]
    pub boss: Option<ForeignKey<Employee>>,
    /// Who does it.
    #[field(reverse = Employee::boss)]
    pub reports: Many<Employee>,
}
