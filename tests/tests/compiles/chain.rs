//! Models that refer to each other in one long chain, both ways. rustc follows what a type contains, and refuses chains of more
//! than some forty links (E0320) unless the links hide it.

use segue::prelude::*;

/// Models, each with a reference to the one before and all rows of the one after.
macro_rules! chain {
    ($first:ident $second:ident $third:ident $($rest:ident)*) => {
        #[derive(Model, Debug, Clone, PartialEq)]
        struct $second {
            #[field(primary_key, auto)]
            id: i64,
            before: ForeignKey<$first>,
            #[field(reverse = $third::before)]
            after: Many<$third>,
        }
        chain!($second $third $($rest)*);
    };
    ($first:ident $last:ident) => {
        #[derive(Model, Debug, Clone, PartialEq)]
        struct $last {
            #[field(primary_key, auto)]
            id: i64,
            before: ForeignKey<$first>,
        }
    };
}

#[derive(Model, Debug, Clone, PartialEq)]
struct M0 {
    #[field(primary_key, auto)]
    id: i64,
    #[field(reverse = M1::before)]
    after: Many<M1>,
}

chain!(
    M0 M1 M2 M3 M4 M5 M6 M7 M8 M9 M10 M11 M12 M13 M14 M15 M16 M17 M18 M19
    M20 M21 M22 M23 M24 M25 M26 M27 M28 M29 M30 M31 M32 M33 M34 M35 M36 M37 M38 M39
    M40 M41 M42 M43 M44 M45 M46 M47 M48 M49 M50 M51 M52 M53 M54 M55 M56 M57 M58 M59
    M60
);

fn is_plain_data<T: Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}

#[test]
fn models_may_refer_to_each_other_in_a_long_chain() {
    is_plain_data::<M0>();
    is_plain_data::<M60>();
    let last = M60 { id: 1, before: ForeignKey::new(1) };
    assert!(!last.before.is_loaded());
}
