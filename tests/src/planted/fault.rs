//! The faults.

/// What is wrong with a planted backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// The second and the third column of each row change places.
    SwapsColumns,
    /// The last row of a result of several is missing.
    DropsARow,
    /// A unique violation is called a check violation.
    MapsAnErrorWrongly,
    /// The table and the column of a violation are left out.
    LosesDetails,
    /// After each operation it sends another statement, such as a pool that pings.
    SendsOneMore,
    /// NULL is read as an empty text.
    ReadsNullAsEmpty,
    /// Texts are compared without the last character, when they are bound.
    CutsTexts,
    /// Points in time are bound with a `T` between date and time, as one driver does.
    WritesAnotherForm,
    /// A changed row is counted twice.
    MiscountsChanges,
    /// A connection goes back as it is, also inside a transaction.
    GivesBackDirty,
    /// Whoever comes last is served first.
    ServesTheLastFirst,
    /// A commit is answered, and not sent.
    ForgetsToCommit,
    /// Text that is not UTF-8 is repaired, and integers are cut to 32 bits.
    RepairsValues,
    /// Its connections do not enforce foreign keys.
    LosesSessionState,
    /// It writes without waiting for its turn.
    JumpsTheQueue,
    /// A commit is acknowledged, and sent a moment later.
    AcknowledgesEarly,
    /// What was lost with its connection is said to be not done, and so is done again.
    RetriesTheUnknown,
}

impl Fault {
    /// Those that the torture test must find; the last two need more than the cases can do to a database.
    pub const UNDER_FIRE: [(&str, Fault); 3] = [
        ("dirty-lease", Fault::GivesBackDirty),
        ("early-commit", Fault::AcknowledgesEarly),
        ("unknown-retried", Fault::RetriesTheUnknown),
    ];

    /// Those that cases must find, each with these cases.
    pub const ALL: [(Fault, &[&str]); 15] = [
        (Fault::SwapsColumns, &["crud::create_gives_back_the_stored_row", "joins::one_step"]),
        (
            Fault::DropsARow,
            &["crud::all_get_first_count_and_exists", "streams::all_rows_in_order_in_one_statement"],
        ),
        (Fault::MapsAnErrorWrongly, &["errors::a_unique_violation_names_table_and_column"]),
        (Fault::LosesDetails, &["errors::a_unique_violation_names_table_and_column"]),
        (Fault::SendsOneMore, &["crud::create_gives_back_the_stored_row", "transactions::ok_commits"]),
        (Fault::ReadsNullAsEmpty, &["foreign::null_is_never_zero", "raw_sql::null_is_never_a_value"]),
        (Fault::CutsTexts, &["crud::create_gives_back_the_stored_row", "expressions::comparisons"]),
        (Fault::WritesAnotherForm, &["foreign::moments_are_written_in_one_form"]),
        (Fault::MiscountsChanges, &["updates::update_counts_the_rows_it_met"]),
        (Fault::GivesBackDirty, &["leases::after_an_abandoned_transaction"]),
        (Fault::ServesTheLastFirst, &["queues::writers_are_served_in_their_order"]),
        (Fault::ForgetsToCommit, &["transactions::ok_commits"]),
        (Fault::RepairsValues, &["foreign::integers_are_never_cut"]),
        (Fault::LosesSessionState, &["sessions::settings_are_the_same", "errors::a_foreign_key_violation"]),
        (Fault::JumpsTheQueue, &["queues::writers_through_all_modes_never_collide"]),
    ];
}
