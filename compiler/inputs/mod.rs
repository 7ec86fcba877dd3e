//! Facts about files outside of the stack.
