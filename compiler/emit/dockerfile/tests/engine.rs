//! Claims that only a real engine can prove.
