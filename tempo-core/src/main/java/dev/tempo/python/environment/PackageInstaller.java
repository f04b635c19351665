package dev.tempo.python.environment;

import dev.tempo.python.Interpreter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Installs packages into an environment. {@code uv} where it is known; else the interpreter's own
 * pip, which since 22.3 installs into another environment; else a pip inside the environment.
 */
sealed interface PackageInstaller {

  /** The commands, in order. */
  List<List<String>> install(Path environment, Path requested);

  /** A command that says which requirements of what is installed are not met, if there is one. */
  List<String> check(Path environment);

  /** The installer for environments of this interpreter. */
  static PackageInstaller of(Interpreter interpreter, Optional<Path> uv) {
    if (uv.isPresent()) {
      return new Uv(uv.get());
    }
    return interpreter.pipFillsOthers() ? new Outside(interpreter.executable()) : new Inside();
  }

  private static List<String> command(List<String> first, String... rest) {
    List<String> command = new ArrayList<>(first);
    command.addAll(List.of(rest));
    return command;
  }

  /** {@code uv}. */
  record Uv(Path program) implements PackageInstaller {
    private List<String> pip(Path environment, String verb) {
      String python = PythonEnvironment.python(environment).toString();
      return List.of(program.toString(), "pip", verb, "--python", python);
    }

    @Override
    public List<List<String>> install(Path environment, Path requested) {
      return List.of(command(pip(environment, "install"), "-r", requested.toString()));
    }

    @Override
    public List<String> check(Path environment) {
      return pip(environment, "check");
    }
  }

  /** The pip of the interpreter, {@code -I}solated from the user's packages and the directory. */
  record Outside(Path interpreter) implements PackageInstaller {
    private List<String> pip(Path environment) {
      String python = PythonEnvironment.python(environment).toString();
      return List.of(interpreter.toString(), "-I", "-m", "pip", "--python", python);
    }

    @Override
    public List<List<String>> install(Path environment, Path requested) {
      return List.of(command(pip(environment), "install", "-r", requested.toString()));
    }

    @Override
    public List<String> check(Path environment) {
      return command(pip(environment), "check");
    }
  }

  /** A pip of the environment's own, as the interpreter brings it along (PEP 453). */
  record Inside() implements PackageInstaller {
    private static List<String> module(Path environment, String module) {
      String python = PythonEnvironment.python(environment).toString();
      return List.of(python, "-I", "-m", module);
    }

    @Override
    public List<List<String>> install(Path environment, Path requested) {
      return List.of(
          command(module(environment, "ensurepip"), "--default-pip"),
          command(module(environment, "pip"), "install", "-r", requested.toString()));
    }

    @Override
    public List<String> check(Path environment) {
      return command(module(environment, "pip"), "check");
    }
  }
}
