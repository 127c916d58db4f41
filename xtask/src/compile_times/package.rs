//! A package that is made to be built.

use crate::workspace;
use std::{
    fmt::Write,
    fs, io,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

/// A package in a folder of its own, with the dependencies' versions of the workspace.
pub(super) struct Package {
    folder: PathBuf,
    target: PathBuf,
}

impl Package {
    /// One with these `dependencies`, as a manifest has them, and this program.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn new(name: &str, dependencies: &str, program: String) -> io::Result<Self> {
        let base = workspace::root().join("target/compile-times");
        let (folder, target) = (base.join(name), base.join("target").join(name));
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[workspace]\n[package]\nname = \"built\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\
             [profile.dev]\nincremental = false\n[dependencies]\n{dependencies}"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), program + "fn main() {}\n")?;
        fs::copy(workspace::root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Package { folder, target })
    }

    /// One that depends on Segue with these features, and has so many models.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn with_segue(name: &str, features: &str, models: u32) -> io::Result<Self> {
        let features: Vec<_> = features.split(',').map(|feature| format!("\"{feature}\"")).collect();
        let path = workspace::root().display().to_string();
        let dependencies = format!(
            "segue = {{ path = {path:?}, default-features = false, features = [{}] }}\n",
            features.join(", ")
        );
        let mut program = String::from("#![allow(dead_code)]\n");
        if models > 0 {
            program.push_str("use segue::prelude::*;\n");
        }
        for number in 0..models {
            // Writing to a `String` cannot fail.
            let _ = write!(program, "{}", model(number));
        }
        Package::new(name, &dependencies, program)
    }

    /// Builds it and all that it depends on from the sources.
    ///
    /// # Errors
    /// Where that fails.
    pub(super) fn build_clean(&self) -> io::Result<Duration> {
        if self.target.exists() {
            fs::remove_dir_all(&self.target)?;
        }
        self.cargo("build")
    }

    /// Builds it anew, and what it depends on where that was not built.
    ///
    /// # Errors
    /// Where that fails.
    pub(super) fn build_again(&self) -> io::Result<Duration> {
        if self.target.exists() {
            self.cargo("clean")?;
        }
        self.cargo("build")
    }

    fn cargo(&self, command: &str) -> io::Result<Duration> {
        let started = Instant::now();
        let mut cargo = Command::new("cargo");
        cargo.args([command, "--quiet", "--package", "built"]).current_dir(&self.folder);
        cargo.env("CARGO_TARGET_DIR", &self.target).env_remove("RUSTFLAGS");
        match cargo.status()? {
            status if status.success() => Ok(started.elapsed()),
            status => {
                Err(io::Error::other(format!("`cargo {command}` in {}: {status}", self.folder.display())))
            }
        }
    }
}

/// A model of six fields of different types, one of them a reference to the first model.
fn model(number: u32) -> String {
    format!(
        "#[derive(Model, Debug, Clone)]\n#[model(table = \"model_{number}\")]\nstruct Model{number} {{\n\
         #[field(primary_key, auto)]\nid: i64,\nname: String,\nnote: Option<String>,\nprice: f64,\nmany: i32,\n\
         #[field(on_delete = \"cascade\")]\nfirst: ForeignKey<Model0>,\n}}\n"
    )
}
