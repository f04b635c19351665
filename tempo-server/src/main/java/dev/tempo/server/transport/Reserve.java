package dev.tempo.server.transport;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Descriptors that are held for bad times: when there are none left, these are let go of, so that
 * the connections that wait in the queue can be taken out of it. Thread-safe.
 */
final class Reserve {
  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
  private static final int DESCRIPTORS = 8;

  private final List<FileInputStream> held = new ArrayList<>();

  Reserve() {
    fill();
  }

  /** Takes as many as there should be, as far as there are any. */
  synchronized void fill() {
    try {
      while (held.size() < DESCRIPTORS) {
        held.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      LOG.debug("No descriptor can be held in reserve: {}", e.toString());
    }
  }

  /** Lets go of all. */
  synchronized void release() {
    for (FileInputStream descriptor : held) {
      try {
        descriptor.close();
      } catch (IOException e) {
        LOG.debug("A descriptor could not be let go of: {}", e.toString());
      }
    }
    held.clear();
  }
}
