package dev.tempo.benchmarks.processes;

import dev.tempo.process.linux.ProcfsTable;
import dev.tempo.process.system.OshiProcessTable;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessHandleTable;
import dev.tempo.process.system.ProcessTable;
import java.util.Collection;
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
import org.openjdk.jmh.annotations.Warmup;

/** A look at all processes of this machine, which serves a sample of every run. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class ProcessTableBenchmark {

  /** Who is asked. */
  @Param({"procfs", "oshi", "jdk"})
  public String table;

  private ProcessTable asked;

  /** Loads what is needed. */
  @Setup
  public void load() {
    asked =
        switch (table) {
          case "procfs" -> new ProcfsTable();
          case "oshi" -> OshiProcessTable.find().orElseThrow();
          default -> new ProcessHandleTable();
        };
  }

  /** All processes that live. */
  @Benchmark
  public Collection<ProcessEntry> scan() {
    return asked.scan();
  }
}
