//! Data directories are made once for each version of a server, and copied.

use crate::{
    home::Home,
    place::{self, Place},
    problem::{Attempt, Problem},
    run,
    service::Service,
};
use std::{fs, path::PathBuf};

/// Goes up when [`Service::initialize`] makes something else.
const REVISION: u32 = 1;

/// What a service's template is called.
pub(crate) fn name(service: &dyn Service) -> String {
    format!("{}-{}-{REVISION}", service.name(), service.version())
}

/// Gives `place` a data directory, unless it has one that was made in the same way.
///
/// # Errors
/// Where it cannot be made.
pub(crate) fn fill(home: &Home, service: &dyn Service, place: &Place) -> Result<(), Problem> {
    let (name, data) = (name(service), place.data());
    if place.noted("template").as_ref() == Some(&name) && data.is_dir() {
        return Ok(());
    }
    place::remove(&data)?;
    let template = make(home, service)?;
    // Keeps whose the files are, and who may read them.
    run::read(run::command("cp").arg("-Rp").args([&template.data(), &data]))?;
    // Last: a copy that was interrupted is not taken for a whole one.
    place.note("template", name)
}

/// Removes the template, so that the next one is made anew.
///
/// # Errors
/// Where the operating system refuses.
pub(crate) fn discard(home: &Home, service: &dyn Service) -> Result<(), Problem> {
    let name = name(service);
    let _lock = home.lock(&name)?;
    place::remove(&path(home, &name))
}

fn path(home: &Home, name: &str) -> PathBuf {
    home.folder("templates").join(name)
}

fn make(home: &Home, service: &dyn Service) -> Result<Place, Problem> {
    let name = name(service);
    let _lock = home.lock(&name)?;
    let folder = path(home, &name);
    if !folder.is_dir() {
        place::remove(&home.folder(&format!("templates/{name}.new")))?;
        let draft = home.place(&format!("templates/{name}.new"))?;
        draft.clear(service.account())?;
        service.initialize(&draft)?;
        // What served to make it, the password among it.
        place::remove(&draft.sockets())?;
        place::remove(&draft.scratch())?;
        fs::rename(draft.folder(), &folder).attempt(|| format!("cannot make {}", folder.display()))?;
    }
    Ok(Place::at(folder))
}
