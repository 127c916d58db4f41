//! The runner: every case in every mode and style, every type between every two modes, every planted fault.
//!
//! `cargo test -p segue-tests --test conformance -- [filter]`; names are `case::mode::style`.

use segue_tests::{cases, faces, planted, runner, values};

fn main() {
    runner::collect_panics();
    let arguments = libtest_mimic::Arguments::from_args();
    let setups = faces();
    let mut trials = runner::trials(&setups, &cases::all());
    trials.extend(values::trials(&setups));
    trials.extend(planted::trials());
    libtest_mimic::run(&arguments, trials).exit();
}
