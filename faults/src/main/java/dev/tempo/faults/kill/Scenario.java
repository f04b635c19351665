package dev.tempo.faults.kill;

import dev.tempo.faults.history.Outage;
import dev.tempo.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * What befalls servers, and where they keep their data: one on SQLite, one on PostgreSQL, later
 * several. It is used by one thread.
 */
interface Scenario extends AutoCloseable {

  /** What happens, for the table. */
  String name();

  /** Where those who ask find a server, whichever answers. */
  String url();

  /** Directories of servers, of which nothing may be left but what belongs there. */
  List<Path> directories();

  /** Starts what there is, and waits until it answers. */
  void begin() throws IOException;

  /**
   * Lets something happen, and waits until all is as it was before.
   *
   * @return when nobody could be expected to work
   */
  Outage strike(SplittableRandom random) throws IOException;

  /** Whether this answer may be given while something happens. */
  boolean allows(int status);

  /** Ends all servers in order. */
  void end() throws IOException;

  /** Opens the store, when all servers have ended. */
  <T> T read(Function<Store, T> work);

  @Override
  void close();
}
