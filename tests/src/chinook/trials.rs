//! The trials.

use super::{
    compare,
    copy::copy,
    fault, outside,
    site::{self, Site},
};
use crate::{Setup, Style};
use libtest_mimic::{Completion, Failed, Trial};
use segue::{Engine, Mode};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// For each set-up one, named `chinook::set-up`; and for each database one, named `chinook::a_changed_value_is_found::database`,
/// which plants faults. Where there is no Chinook they are ignored, and say how to have it.
pub fn trials(setups: &[Arc<dyn Setup>]) -> Vec<Trial> {
    let mut trials = Vec::new();
    for setup in setups {
        let (engine, mode) = (setup.engine(), setup.mode());
        trials.push(trial(format!("chinook::{}", setup.name()), move |file| {
            there_and_back(engine, mode, file)
        }));
    }
    for setups in setups.chunk_by(|one, next| one.engine() == next.engine()) {
        let engine = setups[0].engine();
        let name = format!("chinook::a_changed_value_is_found::{engine}");
        trials.push(trial(name, move |file| fault::changes_are_found(engine, file)));
    }
    trials
}

fn trial(name: String, check: impl FnOnce(&Path) -> Result<(), Failed> + Send + 'static) -> Trial {
    let file: Result<PathBuf, String> = site::file();
    Trial::ignorable_test(name, move || match file {
        Ok(file) => check(&file).map(|()| Completion::Completed),
        Err(why) => Ok(Completion::ignored_with(why)),
    })
}

/// There by async code, back by blocking code, both in `mode`; then all three are compared.
fn there_and_back(engine: Engine, mode: Mode, file: &Path) -> Result<(), Failed> {
    let source = Arc::new(Site::source(file)?);
    let target = Arc::new(Site::bare("the target", engine)?);
    let back = Arc::new(Site::bare("the copy that came back", Engine::Sqlite)?);
    Style::Multi.drive(copy(source.clone(), target.clone(), mode, Style::Multi))??;
    Style::Wait.drive(copy(target.clone(), back.clone(), mode, Style::Wait))??;
    outside::compare(&source, [&*target, &*back])?;
    let copies = vec![target, back];
    Style::Multi.drive(compare::through_segue(source, copies, other_driver(mode), Style::Multi))?
}

/// A mode whose driver is another than that of `mode`.
fn other_driver(mode: Mode) -> Mode {
    match mode {
        Mode::Native => Mode::Sync,
        Mode::Sync | Mode::Threaded(_) => Mode::Native,
    }
}
