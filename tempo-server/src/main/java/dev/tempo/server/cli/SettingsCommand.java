package dev.tempo.server.cli;

import dev.tempo.server.settings.SavedSettingsStore;
import dev.tempo.server.settings.SettingValues;
import dev.tempo.store.jdbc.StoreProvider;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that needs to know the settings, and says how it went. */
@Command(mixinStandardHelpOptions = true)
abstract class SettingsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  /** The options as they were given. */
  final SettingsOptions options() {
    return options;
  }

  /** What the command line and the environment say. */
  final ServerLauncher.Options run() {
    return options.read();
  }

  /** What opens stores, and copies and checks their databases. */
  final StoreProvider stores(ServerLauncher.Options told) {
    return TempoCommand.stores(spec, told);
  }

  /** What holds, or would hold, for a server that is started so. */
  final SettingValues peek(ServerLauncher.Options told) {
    return SavedSettingsStore.peek(
        stores(told), told.sources(), told.databaseFile(), told.dataDirectory());
  }

  /** What is typed or piped in. */
  final InputStream input() {
    return TempoCommand.surroundings(spec).input();
  }

  /** Where what was asked for is said. */
  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Where it is said what went wrong. */
  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** A mistake in the command line. */
  final ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
