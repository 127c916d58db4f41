//! The models that the cases use: a shop for records, and a table for each type of field.

mod kinds;
mod shop;
mod staff;

pub use kinds::{Kinds, MaybeKinds, NewKinds, NewMaybeKinds, Shade, Size};
pub use shop::{Album, Artist, NewAlbum, NewArtist, NewTag, NewTrack, Tag, Track};
pub use staff::{Employee, NewEmployee};

use orm_api::model::ModelDef;
use segue::prelude::Model;

/// All models, as data.
pub fn all() -> Vec<&'static ModelDef> {
    vec![
        Artist::def(),
        Album::def(),
        Track::def(),
        Tag::def(),
        Employee::def(),
        Kinds::def(),
        MaybeKinds::def(),
    ]
}
