//! A case: one behaviour, written once for every backend and every style of calling.

use crate::{Fixture, Options, Style};
use futures::future::BoxFuture;
use segue::{Capabilities, Engine, Result};

/// One behaviour that every backend must show. Made by [`case!`](crate::case!).
#[derive(Clone, Copy)]
pub struct Case {
    path: &'static str,
    /// What it does and asserts.
    pub body: fn(Fixture) -> BoxFuture<'static, Result<()>>,
    /// The styles of calling that it makes sense in.
    pub styles: &'static [Style],
    /// What of its transcript must be the same everywhere.
    pub compared: Compared,
    /// How many connections it holds at the same time: it has them also where the suite runs with a pool of one.
    pub connections: usize,
    /// Changes to the options of the database.
    pub tune: fn(&mut Options),
    /// The capability without which it is left out.
    pub needs: fn(&Capabilities) -> bool,
    /// The databases on which there is such a behaviour.
    pub engines: &'static [Engine],
    /// Whether it is about what a server says to who is not let in: diesel shows that in the language of the server (D-49).
    pub english: bool,
    /// Whether its statements are compared with a snapshot.
    pub snapshot: bool,
}

/// What of a transcript must be the same in every mode and style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Every line, in order.
    All,
    /// Every line but the statements: what runs at the same time is sent in any order.
    Notes,
}

impl Case {
    /// The case `body`, which stands at `path`. Everything else is as most cases have it.
    pub const fn new(path: &'static str, body: fn(Fixture) -> BoxFuture<'static, Result<()>>) -> Self {
        Case {
            path,
            body,
            styles: &Style::ALL,
            compared: Compared::All,
            connections: 1,
            tune: |_| {},
            needs: |_| true,
            engines: &[Engine::Sqlite, Engine::Postgres, Engine::MySql],
            english: false,
            snapshot: false,
        }
    }

    /// Only in these styles.
    pub const fn only(self, styles: &'static [Style]) -> Self {
        Case { styles, ..self }
    }

    /// Sends statements in no certain order.
    pub const fn concurrent(self) -> Self {
        Case { compared: Compared::Notes, ..self }
    }

    /// With as many connections held at the same time.
    pub const fn holding(self, connections: usize) -> Self {
        Case { connections, ..self }
    }

    /// With other options.
    pub const fn tuned(self, tune: fn(&mut Options)) -> Self {
        Case { tune, ..self }
    }

    /// Only where the backend can do that.
    pub const fn needing(self, needs: fn(&Capabilities) -> bool) -> Self {
        Case { needs, ..self }
    }

    /// Only on these databases: others have nothing of the kind. What they lack of something that others have is a capability,
    /// and said by [`needing`](Case::needing).
    pub const fn on(self, engines: &'static [Engine]) -> Self {
        Case { engines, ..self }
    }

    /// Only on servers that speak English to whoever is not let in yet; on others, `tests/tests/language/` says what is known.
    pub const fn in_english(self) -> Self {
        Case { english: true, ..self }
    }

    /// Its statements are kept as a snapshot.
    pub const fn snapshot(self) -> Self {
        Case { snapshot: true, ..self }
    }

    /// Its name: file and function, such as `crud::create_gives_back_the_stored_row`.
    pub fn name(&self) -> &'static str {
        self.path.split_once("cases::").map_or(self.path, |(_, name)| name)
    }
}

/// The case that the function with that name is.
#[macro_export]
macro_rules! case {
    ($function:ident) => {
        $crate::Case::new(concat!(module_path!(), "::", stringify!($function)), |fix| {
            Box::pin($function(fix))
        })
    };
}
