//! What a backend on its database can do, as facts that compilers and tests consult.

/// A named fact, with a sentence on what happens where it is false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// The name, as in [`Capabilities`].
    pub name: &'static str,
    /// Whether it is so.
    pub present: bool,
    /// What happens where it is false.
    pub otherwise: &'static str,
}

macro_rules! capabilities {
    ($($(#[doc = $doc:literal])* $name:ident: $otherwise:literal;)*) => {
        /// What a backend on its database can do. Each field's documentation says what happens where it is
        /// false; the conformance suite fails on a lack that is declared and not there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Capabilities {
            $($(#[doc = $doc])* #[doc = ""] #[doc = concat!("Where false: ", $otherwise, ".")] pub $name: bool,)*
        }

        impl Capabilities {
            /// All of them, by name.
            pub fn list(&self) -> Vec<Capability> {
                vec![$(Capability { name: stringify!($name), present: self.$name, otherwise: $otherwise },)*]
            }
        }
    };
}

capabilities! {
    /// Statements run while the task that sent them waits, without blocking its thread.
    waits_without_blocking: "`.await` runs the statement in place and blocks the thread for as long";
    /// A statement whose future was dropped is stopped in the database.
    stops_dropped_statements: "the statement runs to its end; its connection comes back after that";
    /// A stream's rows are fetched as they are taken.
    streams_rows: "all rows of a stream are in memory before the first is given";
    /// NaN can be stored in a floating point column.
    stores_nan: "binding NaN is refused with `InvalidValue`; the database would store NULL";
    /// Infinities can be stored in a floating point column.
    stores_infinity: "binding an infinity is refused with `InvalidValue`";
    /// The sign of negative zero is kept.
    keeps_negative_zero: "-0.0 is stored, and read back, as 0.0";
    /// Case is ignored beyond ASCII by `icontains` and its like.
    folds_unicode_case: "only the letters A to Z are compared without case";
    /// Decimals can be divided in a query.
    divides_decimals: "the query is refused with `Unsupported`";
    /// Several transactions write at the same time.
    concurrent_writers: "writers queue, first come first served";
    /// Statements can have a time-out.
    limits_statements: "`statement_timeout` of a transaction is refused with `Unsupported`";
    /// Rows can be locked without their keys.
    locks_keys_apart: "`Lock::no_key` is refused with `Unsupported`";
    /// Of joined tables, only the rows of those that are named are locked.
    locks_chosen_tables: "a lock is on the rows of all joined tables; to name only some of them is refused with `Unsupported`";
    /// Definitions of tables are part of the transaction that they stand in.
    definitions_in_transactions: "a definition commits what came before it; inside `atomic` it is refused with `Usage`";
    /// Foreign keys can be checked when the transaction commits.
    defers_constraints: "they are checked by each statement";
    /// A key that was given counts as one that the database has numbered: it goes on above it.
    numbers_above_given_keys: "it goes on where it was, and fails with `UniqueViolation` once it comes to the given key";
    /// What SQL of the user's own selects of a parameter has the parameter's type.
    knows_types_of_parameters: "it has what the server took it for when it prepared the statement, or no type, which is refused with `Decode`; write `CAST(? AS SIGNED)`";
    /// The driver hands on the database's error codes, or its messages are in a language that Segue reads.
    knows_error_codes: "errors that the driver has no name for are of the kind `Statement`; let an administrator set `ALTER ROLE .. SET lc_messages = 'C'`";
}
