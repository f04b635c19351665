package dev.tempo.server.http;

/** A part of the server: says in one place what it answers. */
public interface Feature {

  /** Registers all its routes. */
  void register(Routes routes);
}
