//! Every type of field with its boundary values: written in each mode, read in each, with the stored bytes checked by a
//! reader that knows nothing of Segue.

mod kinds;
mod maybe;
mod pairs;
mod refused;

pub use pairs::trials;
