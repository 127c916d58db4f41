//! The conformance suite, as a library: cases that any backend can be run through with a small set-up, and the runner
//! that puts each case through every mode and every style of calling.
//!
//! A case is written once, over a [`Fixture`]. It asserts what it expects, and everything that it does is also written
//! into a transcript: rows, errors, the texts and parameters of what was sent. The transcripts of all modes and styles
//! must be equal. A backend of one's own takes part by a [`Setup`]:
//!
//! ```no_run
//! use segue_tests::{Setup, cases, runner};
//! use std::sync::Arc;
//!
//! fn conformance(mine: Arc<dyn Setup>) -> Vec<libtest_mimic::Trial> {
//!     let mut setups = segue_tests::faces_on(mine.engine());
//!     setups.push(mine);
//!     runner::trials(&setups, &cases::all())
//! }
//! ```

pub mod case;
pub mod cases;
pub mod chinook;
pub mod fixture;
pub mod models;
pub mod planted;
pub mod processes;
pub mod runner;
pub mod setup;
pub mod sweep;
pub mod values;

pub use case::{Case, Compared};
pub use fixture::Fixture;
pub use runner::Style;
pub use setup::{Options, Place, Setup, faces, faces_on};
