//! stub
use crate::Outcome;
use clap::Parser;
/// Options of `bench`.
#[derive(Parser)]
pub(crate) struct Options {}
pub(crate) fn run(_options: &Options) -> Outcome {
    Ok(())
}
