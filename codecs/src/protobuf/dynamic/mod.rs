//! Messages whose types come at run time: descriptors, the binary form and canonical JSON.
