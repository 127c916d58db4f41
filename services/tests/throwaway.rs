//! Servers of one's own: started, stopped, killed, frozen, dropped, and left behind.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

mod cases;

/// The cases for one database.
macro_rules! database {
    ($name:ident, $engine:ident) => {
        mod $name {
            use crate::cases::{lives, tools::available};
            use segue_services::Engine;

            /// A server starts and answers, and is gone with its directory when it is dropped.
            #[test]
            fn it_answers_until_it_is_dropped() {
                available(Engine::$engine, lives::it_answers_until_it_is_dropped);
            }

            /// Stopped and started, it has the same port and the same data.
            #[test]
            fn it_stops_and_starts_on_its_port() {
                available(Engine::$engine, lives::it_stops_and_starts_on_its_port);
            }

            /// Killed, it leaves no process, and starts again.
            #[test]
            fn it_starts_after_it_was_killed() {
                available(Engine::$engine, lives::it_starts_after_it_was_killed);
            }

            /// Frozen, it is silent; dropped while it is, it goes all the same.
            #[test]
            fn it_is_silent_while_it_is_frozen() {
                available(Engine::$engine, lives::it_is_silent_while_it_is_frozen);
            }

            /// A process that is killed takes its servers along.
            #[test]
            fn it_does_not_outlive_its_owner() {
                available(Engine::$engine, lives::it_does_not_outlive_its_owner);
            }

            /// Arguments and variables reach the server.
            #[test]
            fn options_reach_it() {
                available(Engine::$engine, lives::options_reach_it);
            }

            /// A server that cannot start says why.
            #[test]
            fn a_wrong_option_is_explained() {
                available(Engine::$engine, lives::a_wrong_option_is_explained);
            }

            /// The certificate is for the address, and signed by the authority whose file is named.
            #[test]
            fn its_certificate_holds() {
                available(Engine::$engine, lives::its_certificate_holds);
            }

            /// The user signs in with the password, and with no other.
            #[test]
            fn its_user_signs_in() {
                available(Engine::$engine, lives::its_user_signs_in);
            }
        }
    };
}

database!(postgres, Postgres);
database!(mariadb, MariaDb);

/// Dies with a server of its own, where [`cases::lives::it_does_not_outlive_its_owner`] has started this program for that.
#[test]
fn an_owner_that_is_killed() {
    cases::owner::play();
}
