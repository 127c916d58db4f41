//! What must compile: the shapes that the design promises. What must not is in `compile_fail.rs`.

mod chain;
mod design;
