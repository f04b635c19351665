package dev.tempo.python.conda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.internal.io.AtomicFiles;
import dev.tempo.internal.process.TimedProcess;
import dev.tempo.python.Interpreter;
import dev.tempo.python.PythonVersion;
import dev.tempo.python.Pythons;
import dev.tempo.python.requirement.LockedPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layout as conda makes it, with a real interpreter. */
class CondaEnvironmentsTest {
  @TempDir Path directory;

  private Path environment(String path, String... records) throws IOException {
    Path prefix = directory.resolve(path);
    Files.createDirectories(prefix.resolve("conda-meta"));
    Files.createDirectories(prefix.resolve("bin"));
    for (String record : records) {
      Files.writeString(prefix.resolve("conda-meta").resolve(record), "{}");
    }
    return prefix;
  }

  private Path withPython(String path) throws IOException {
    Interpreter real = Pythons.any();
    Path prefix =
        environment(
            path,
            "python-" + real.version() + "-h1234_0_cpython.json",
            "ca-certificates-2024.2.2-hbcca054_0.json",
            "history");
    Path python = prefix.resolve("bin/python");
    String script = "#!/bin/sh\nexec " + real.executable() + " \"$@\"\n";
    Files.setPosixFilePermissions(
        Files.writeString(python, script), PosixFilePermissions.fromString("rwxr-xr-x"));
    return prefix;
  }

  private CondaEnvironments found(Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(more);
    variables.put("HOME", directory.resolve("home").toString());
    variables.putIfAbsent("PATH", "/usr/bin:/bin");
    return new CondaEnvironments(variables, List.of(directory.resolve("opt")));
  }

  @Test
  void environments_areFoundWhereverTheyAre() throws IOException {
    withPython("home/miniforge3");
    withPython("home/miniforge3/envs/science");
    environment("home/.conda/envs/mine");
    environment("opt/conda/envs/shared");
    environment("more/special");
    Path lonely = environment("somewhere/else");
    Files.createDirectories(directory.resolve("home/miniforge3/envs/.hidden/conda-meta"));
    Files.createDirectories(directory.resolve("home/miniforge3/envs/no-environment"));
    Files.writeString(
        directory.resolve("home/.conda/environments.txt"),
        lonely
            + "\n/gone\nrelative\n\n"
            + directory.resolve("home/miniforge3/envs/science")
            + "\n");

    List<CondaEnvironment> all =
        found(Map.of("CONDA_ENVS_PATH", directory.resolve("more").toString())).all();

    assertThat(all)
        .extracting(CondaEnvironment::name)
        .containsExactly(
            "base",
            directory.resolve("more/special").toString(),
            lonely.toString(),
            "mine",
            "science",
            "shared");
  }

  @Test
  void description_comesFromItsRecords() throws IOException {
    Path prefix = withPython("home/miniforge3/envs/science");
    environment("home/miniforge3/envs/bare", "r-base-4.3-h1_0.json", "python-odd-h1_0.json");
    CondaEnvironments environments = found(Map.of());

    CondaEnvironment science = environments.find("science").orElseThrow();
    assertThat(science.prefix()).isEqualTo(prefix);
    assertThat(science.root()).contains(directory.resolve("home/miniforge3"));
    assertThat(science.pythonVersion()).contains(Pythons.any().version());
    assertThat(science.packages())
        .extracting(LockedPackage::toString)
        .containsExactly("ca-certificates==2024.2.2", "python==" + Pythons.any().version());
    assertThat(environments.find(prefix.toString())).contains(science);
    assertThat(environments.find("bare").orElseThrow().pythonVersion()).isEmpty();
    assertThat(environments.find("none")).isEmpty();
  }

  @Test
  void variables_areThoseOfActivation() throws IOException {
    Path root = withPython("home/miniforge3");
    Files.copy(
        root.resolve("bin/python"),
        root.resolve("bin/conda"),
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    Path prefix = withPython("home/miniforge3/envs/science");
    Files.createDirectories(prefix.resolve("etc/conda/env_vars.d"));
    Files.writeString(
        prefix.resolve("etc/conda/env_vars.d/a.json"),
        "{\"DATA\": \"/d\\u00e9\", \"DROP\": \"x\", \"N\": 5}");
    Files.writeString(
        prefix.resolve("conda-meta/state"),
        "{\"env_vars\": {\"DATA\": \"/e\", \"GONE\": \"***unset***\"}, \"version\": 1}");

    CondaEnvironment science =
        new CondaEnvironments(Map.of("HOME", directory.resolve("home").toString()), List.of())
            .find("science")
            .orElseThrow();
    Map<String, String> variables =
        science.variables(
            Map.of(
                "PATH",
                "/bin",
                "CONDA_PREFIX",
                "/other",
                "CONDA_PREFIX_1",
                "/x",
                "GONE",
                "1",
                "VIRTUAL_ENV",
                "/v",
                "KEEP",
                "k"));

    assertThat(variables)
        .isEqualTo(
            Map.ofEntries(
                Map.entry("PATH", prefix + "/bin:/bin"),
                Map.entry("CONDA_PREFIX", prefix.toString()),
                Map.entry("CONDA_DEFAULT_ENV", "science"),
                Map.entry("CONDA_PROMPT_MODIFIER", "(science) "),
                Map.entry("CONDA_SHLVL", "1"),
                Map.entry("CONDA_EXE", root + "/bin/conda"),
                Map.entry("CONDA_PYTHON_EXE", root + "/bin/python"),
                Map.entry("DATA", "/e"),
                Map.entry("DROP", "x"),
                Map.entry("N", "5"),
                Map.entry("KEEP", "k")));
  }

  @Test
  void script_runsInIt() throws IOException {
    withPython("home/miniforge3/envs/science");
    CondaEnvironment science = found(Map.of()).find("science").orElseThrow();

    TimedProcess.Result result =
        TimedProcess.run(
            List.of(
                "/bin/sh",
                "-c",
                "python -c 'import os, sys; print(os.environ[\"CONDA_PREFIX\"],"
                    + " sys.version_info[0])'"),
            science.variables(Map.of("PATH", "/usr/bin:/bin")),
            Duration.ofSeconds(30));

    assertThat(result.output().strip()).isEqualTo(science.prefix() + " 3");
    assertThat(science.check().problems()).isEmpty();
  }

  @Test
  void health_saysWhatIsWrong() throws IOException {
    Path prefix = withPython("home/miniforge3/envs/science");
    CondaEnvironments environments = found(Map.of());
    CondaEnvironment science = environments.find("science").orElseThrow();
    CondaEnvironment other =
        new CondaEnvironment(
            "x", prefix, Optional.empty(), Optional.of(new PythonVersion(3, 1, 0)), List.of());
    CondaEnvironment none =
        new CondaEnvironment("x", prefix, Optional.empty(), Optional.empty(), List.of());

    assertThat(other.check().problems())
        .singleElement()
        .asString()
        .contains("but conda installed 3.1.0");
    assertThat(none.check().problems()).singleElement().asString().contains("It has no Python");
    Files.writeString(prefix.resolve("bin/python"), "#!/bin/sh\necho broken; exit 3\n");
    assertThat(science.check().problems()).containsExactly("Its Python does not run: broken");
    Files.delete(prefix.resolve("bin/python"));
    assertThat(science.check().problems())
        .singleElement()
        .asString()
        .contains("is gone or cannot be executed");
    AtomicFiles.deleteTree(prefix);
    assertThat(science.check().problems())
        .singleElement()
        .asString()
        .contains("is no conda environment any more");
    assertThat(environments.find("science")).isEmpty();
  }

  @Test
  void activationScripts_areNamed() throws IOException {
    Path prefix = withPython("home/miniforge3/envs/science");
    CondaEnvironment science = found(Map.of()).find("science").orElseThrow();
    assertThat(science.activationScripts()).isEmpty();

    Path script =
        Files.createDirectories(prefix.resolve("etc/conda/activate.d")).resolve("gdal.sh");
    Files.writeString(script, "");
    assertThat(science.activationScripts()).containsExactly(script);

    Files.writeString(prefix.resolve("conda-meta/state"), "no json");
    assertThatThrownBy(() -> science.variables(Map.of())).hasMessageContaining("cannot be read");
  }

  @Test
  void tools_areAskedOnceUntilRefreshed() throws IOException {
    Path elsewhere = environment("elsewhere/env");
    Path tool = Files.createDirectories(directory.resolve("tool/bin")).resolve("micromamba");
    String text =
        "#!/bin/sh\n"
            + "echo x >>%s/asked\n"
            + "echo 'some notice'\n"
            + "echo '{\"envs\": [\"%s\", \"/gone\"]}'\n";
    Files.writeString(tool, text.formatted(directory, elsewhere));
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    CondaEnvironments environments =
        found(
            Map.of(
                "PATH",
                tool.getParent() + ":/usr/bin:/bin",
                "MAMBA_ROOT_PREFIX",
                "/none",
                "MAMBA_EXE",
                tool.toString()));

    assertThat(environments.all()).extracting(CondaEnvironment::prefix).contains(elsewhere);
    environments.all();
    assertThat(Files.readAllLines(directory.resolve("asked"))).hasSize(1);

    Files.writeString(tool, "#!/bin/sh\nexit 1\n");
    environments.refresh();
    assertThat(environments.all()).isEmpty();
    Files.writeString(tool, "#!/bin/sh\necho '{\"envs\": [}'\n");
    environments.refresh();
    assertThat(environments.all()).isEmpty();
  }
}
