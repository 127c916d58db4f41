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
    /// NaN can be stored in a floating point column.
    stores_nan: "binding NaN is refused with `InvalidValue`; the database would store NULL";
    /// The sign of negative zero is kept.
    keeps_negative_zero: "-0.0 is stored, and read back, as 0.0";
    /// Case is ignored beyond ASCII by `icontains` and its like.
    folds_unicode_case: "only the letters A to Z are compared without case";
    /// Decimals can be divided in a query.
    divides_decimals: "the query is refused with `Unsupported`";
    /// Several transactions write at the same time.
    concurrent_writers: "writers queue, first come first served";
}
