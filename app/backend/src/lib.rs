//! What the product does, on the server.
