//! The texts of statements, kept as snapshots: one file for each file of cases.
//!
//! `INSTA_UPDATE=always cargo test -p segue-tests --test conformance -- snapshots` writes them anew.

use libtest_mimic::{Failed, Trial};
use segue_tests::{Case, Setup, runner::Shared};
use std::{collections::BTreeMap, sync::Arc};

/// One trial for each file of cases, named `snapshots::file`.
pub(crate) fn trials(setups: &[Arc<dyn Setup>], cases: &[Case]) -> Vec<Trial> {
    let Some(first) = setups.first() else { return Vec::new() };
    let mut files: BTreeMap<&'static str, Vec<Case>> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.snapshot && case.engines.contains(&first.engine())) {
        let file = case.name().split("::").next().unwrap_or_default();
        files.entry(file).or_default().push(*case);
    }
    let trial = |(file, cases): (&'static str, Vec<Case>)| {
        let first = first.clone();
        Trial::test(format!("snapshots::{file}::{}", first.engine()), move || {
            compare(&format!("{}_{file}", first.engine()), &texts(&first, &cases)?);
            Ok(())
        })
    };
    files.into_iter().map(trial).collect()
}

/// What the cases send, each case's statements under its name.
fn texts(setup: &Arc<dyn Setup>, cases: &[Case]) -> Result<String, Failed> {
    let mut texts = String::new();
    for case in cases {
        let reference = Shared::new(setup.clone(), *case);
        let done = reference.outcome().as_ref().map_err(|why| format!("{} failed: {why}", case.name()))?;
        texts.push_str(&format!("-- {}\n", case.name()));
        for text in &done.texts {
            texts.push_str(&format!("{text};\n"));
        }
        texts.push('\n');
    }
    Ok(texts)
}

/// Panics where they differ, with the difference on the standard output.
fn compare(file: &str, texts: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(file, texts));
}
