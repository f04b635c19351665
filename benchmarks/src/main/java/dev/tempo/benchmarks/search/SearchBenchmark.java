package dev.tempo.benchmarks.search;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.logs.ServiceLines;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The newest hundred lines with a text, among so many in SQLite, by the index of groups of three
 * characters; and {@code grep -F} over files with the same lines.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class SearchBenchmark {
  private static final int PAGE = 100;

  /** How many lines there are. */
  @Param("200000")
  public int lines;

  /** Where they are already; empty to make them. */
  @Param("")
  public String prepared;

  /** What is looked for. */
  @Param public Sought sought;

  private Scratch scratch;
  private Corpus corpus;
  private LogStore store;
  private String text;

  /** Texts to look for. */
  public enum Sought {
    /** Ten lines have it. */
    RARE(Corpus.RARE_LINES),
    /** No line has it. */
    ABSENT(0),
    /** Nearly all lines have it. */
    COMMON(PAGE),
    /** One line has it, and all others have one of its kind. */
    ID(1);

    private final int found;

    Sought(int found) {
      this.found = found;
    }

    private String in(Corpus corpus) {
      return switch (this) {
        case RARE -> ServiceLines.RARE;
        case ABSENT -> ServiceLines.ABSENT;
        case COMMON -> ServiceLines.COMMON;
        case ID -> corpus.someId();
      };
    }
  }

  /** Makes or opens the lines. */
  @Setup
  public void open() throws IOException {
    scratch = Scratch.in(BenchmarkSettings.onDisk());
    Path directory = prepared.isEmpty() ? scratch.path() : Path.of(prepared);
    corpus = prepared.isEmpty() ? new Corpus(directory, lines) : Corpus.in(directory, lines);
    store = Corpus.openStore(directory);
    if (prepared.isEmpty()) {
      corpus.storeIn(store);
    }
    text = sought.in(corpus);
  }

  /** Deletes what was made. */
  @TearDown
  public void close() {
    store.close();
    scratch.close();
  }

  /** By the index; goes on where a search's time was over before it was complete. */
  @Benchmark
  public int search() {
    LogQuery.Builder query = LogQuery.builder(text).limit(PAGE);
    LogHits hits = store.search(query.build());
    int found = hits.hits().size();
    while (!hits.complete()) {
      hits = store.search(query.cursor(hits.nextCursor().orElseThrow()).build());
      found += hits.hits().size();
    }
    return checked(found);
  }

  /** By {@code grep}. */
  @Benchmark
  public int searchGrep() throws IOException {
    return checked((int) Grep.newest(text, corpus.files()));
  }

  private int checked(int found) {
    if (found != sought.found) {
      throw new IllegalStateException("Found " + found + " lines of " + sought);
    }
    return found;
  }
}
