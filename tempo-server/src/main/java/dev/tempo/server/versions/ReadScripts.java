package dev.tempo.server.versions;

import dev.tempo.Nodes;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps as versions what runs find in scripts that are executed where they lie. */
public final class ReadScripts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadScripts.class);

  private final Nodes nodes;
  private final VersionService versions;
  private final Subscription events;

  /** Of an engine's runs. */
  public ReadScripts(Tempo tempo, VersionService versions) {
    this.nodes = tempo.nodes();
    this.versions = versions;
    this.events = tempo.onEvent(this::follow);
  }

  @Override
  public void close() {
    events.close();
  }

  private void follow(Event event) {
    if (event instanceof Event.ScriptRead read && nodes.isLeader()) {
      try {
        versions.read(read.run(), read.script());
      } catch (StoreException e) {
        LOG.warn("What run {} executes could not be kept: {}", read.run().id(), e.getMessage());
      }
    }
  }
}
