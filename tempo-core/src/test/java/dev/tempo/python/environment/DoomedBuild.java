package dev.tempo.python.environment;

import java.nio.file.Path;

/** A program that begins a build and is killed in the middle of it. */
final class DoomedBuild {
  private DoomedBuild() {}

  /** The test's directory, the index, the requirement. */
  public static void main(String[] arguments) {
    Workbench bench = new Workbench(Path.of(arguments[0]));
    PipSettings settings =
        PipSettings.MACHINE.withScope(PipSettings.Scope.ONLY_THESE).withIndexUrl(arguments[1]);
    Environments environments = bench.manager().settings(settings).open();
    environments.prepare(Workbench.spec("job", arguments[2])).join();
    environments.close();
  }
}
