//! `--check`: the figures to reach.

mod gates;
mod targets;

use super::measure::Figures;
use crate::{Outcome, workspace};
use targets::Targets;

/// A figure beside the one to reach.
#[derive(Clone, Debug, PartialEq)]
struct Verdict {
    what: String,
    figure: f64,
    wanted: f64,
    /// Whether more is better.
    at_least: bool,
}

/// Prints what falls short, and by how much.
///
/// # Errors
/// Where anything does, and where the figures to reach cannot be read.
pub(super) fn run(figures: &Figures) -> Outcome {
    let file = workspace::root().join("bench/figures.toml");
    let targets = Targets::read(&std::fs::read_to_string(file)?)?;
    if !figures.pinned {
        println!("the figures to reach are for one core: `--pinned`");
    }
    let verdicts: Vec<Verdict> =
        figures.databases.iter().flat_map(|on| gates::verdicts(on, &targets)).collect();
    if verdicts.is_empty() {
        return Err("nothing was measured that bench/figures.toml has a figure for".into());
    }
    let short: Vec<&Verdict> = verdicts.iter().filter(|verdict| !verdict.is_reached()).collect();
    println!("{} of {} figures are reached", verdicts.len() - short.len(), verdicts.len());
    short.iter().for_each(|verdict| println!("{}", verdict.sentence()));
    if short.is_empty() { Ok(()) } else { Err(format!("{} figures are not reached", short.len()).into()) }
}

impl Verdict {
    fn is_reached(&self) -> bool {
        if self.at_least { self.figure >= self.wanted } else { self.figure <= self.wanted }
    }

    fn sentence(&self) -> String {
        let Verdict { what, figure, wanted, at_least } = self;
        let bound = if *at_least { "at least" } else { "at most" };
        let off = (figure / wanted - 1.0).abs() * 100.0;
        format!("{what}: {figure:.2}, is to be {bound} {wanted:.2}; off by {off:.0} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(figure: f64, wanted: f64, at_least: bool) -> Verdict {
        Verdict { what: "a get".into(), figure, wanted, at_least }
    }

    /// In both directions, and what is just reached is reached.
    #[test]
    fn a_figure_is_reached_or_it_says_by_how_much_not() {
        assert!(verdict(1.3, 1.3, false).is_reached() && !verdict(1.31, 1.3, false).is_reached());
        assert!(verdict(2.0, 2.0, true).is_reached() && !verdict(1.9, 2.0, true).is_reached());
        assert_eq!(verdict(1.5, 1.2, false).sentence(), "a get: 1.50, is to be at most 1.20; off by 25 %");
    }

    /// The file that stands in the repository.
    #[test]
    fn the_figures_to_reach_can_be_read() {
        let text = include_str!("../../../../bench/figures.toml");
        Targets::read(text).unwrap();
        assert!(Targets::read("[ratio.sqlite]\nnothing = { sync = 1.0 }").is_err());
    }
}
