package dev.tempo.server.failures;

import dev.tempo.server.failures.FailureReason.Kind;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Python module that a script could not import. Immutable.
 *
 * @param module its name; empty for what is imported relatively
 * @param requirement the package to install; empty where that would not help
 * @param hint why it would not, or cannot be told
 */
public record MissingModule(String module, Optional<String> requirement, Optional<Hint> hint) {

  /** Why a module is missing, other than that its package is not installed. */
  public enum Hint {
    /** It came with a newer Python. */
    NEWER,
    /** It went with an older Python. */
    REMOVED,
    /** It belongs to the interpreter, which was built without it. */
    INTERPRETER,
    /** It is imported relatively, which a script cannot. */
    RELATIVE,
    /** A module of the script's own has the name of a package. */
    SHADOWED,
    /** Its package is there, and has no such module: it is of another version, or its own part. */
    SUBMODULE,
    /** Many packages share the name. */
    NAMESPACE,
    /** It is one of the files of this or another job. */
    LOCAL,
    /** The job runs in a conda environment, into which nothing is installed. */
    CONDA;

    /** As the API says it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern MISSING =
      Pattern.compile(
          "(?:ModuleNotFoundError|ImportError): No module named '?([\\p{L}_][\\w.]*)'?"
              + "(?:; '([\\w.]+)' is not a package)?.*");
  private static final Pattern OPTIONAL =
      Pattern.compile(
          "(?:ModuleNotFoundError|ImportError): (?:Missing optional dependency '([\\w.-]+)'|`Import"
              + " ([\\w.-]+)` failed|([\\w.-]+) (?:is )?not (?:found|installed), please"
              + " install).*");
  private static final Pattern RELATIVE =
      Pattern.compile("(?:ImportError|ModuleNotFoundError): attempted relative import .*");
  private static final Set<String> NEWER =
      Set.of(
          "annotationlib",
          "asyncio",
          "compression",
          "contextvars",
          "dataclasses",
          "enum",
          "graphlib",
          "ipaddress",
          "pathlib",
          "secrets",
          "selectors",
          "statistics",
          "string.templatelib",
          "tomllib",
          "tracemalloc",
          "typing",
          "venv",
          "zipapp",
          "zoneinfo",
          "importlib.metadata",
          "importlib.resources",
          "concurrent.interpreters",
          "pathlib.types",
          "unittest.mock");
  private static final Set<String> REMOVED =
      Set.of(
          "aifc",
          "asynchat",
          "asyncore",
          "audioop",
          "binhex",
          "cgi",
          "cgitb",
          "chunk",
          "crypt",
          "distutils",
          "formatter",
          "imghdr",
          "imp",
          "lib2to3",
          "macpath",
          "mailcap",
          "msilib",
          "nis",
          "nntplib",
          "ossaudiodev",
          "parser",
          "pipes",
          "smtpd",
          "sndhdr",
          "spwd",
          "sunau",
          "symbol",
          "telnetlib",
          "uu",
          "xdrlib",
          "urllib2",
          "urlparse",
          "ConfigParser",
          "Queue",
          "StringIO",
          "cPickle",
          "commands",
          "httplib",
          "Tkinter");
  private static final Set<String> INTERPRETER =
      Set.of(
          "bz2",
          "ctypes",
          "curses",
          "dbm",
          "hashlib",
          "lzma",
          "readline",
          "sqlite3",
          "ssl",
          "tkinter",
          "turtle",
          "zlib",
          "idlelib",
          "ensurepip",
          "msvcrt",
          "winreg",
          "winsound");
  private static final Set<String> NAMESPACES =
      Set.of(
          "azure",
          "azure.storage",
          "azure.keyvault",
          "backports",
          "google",
          "google.cloud",
          "jaraco",
          "opentelemetry.instrumentation",
          "sphinxcontrib",
          "zope",
          "ruamel");

  /** The module that is missing, if that is why a run failed. */
  public static Optional<MissingModule> of(FailureReason reason) {
    if (reason.kind() != Kind.PYTHON) {
      return Optional.empty();
    }
    if (RELATIVE.matcher(reason.text()).matches()) {
      return Optional.of(hinted("", Hint.RELATIVE));
    }
    Matcher missing = MISSING.matcher(reason.text());
    if (missing.matches()) {
      return Optional.of(named(missing.group(1), Optional.ofNullable(missing.group(2))));
    }
    Matcher optional = OPTIONAL.matcher(reason.text());
    if (!optional.matches()) {
      return Optional.empty();
    }
    for (int group = 1; group <= optional.groupCount(); group++) {
      if (optional.group(group) != null) {
        return Optional.of(named(optional.group(group), Optional.empty()));
      }
    }
    return Optional.empty();
  }

  /** Returns a copy for which something else is known than that its package is missing. */
  public MissingModule because(Hint why) {
    return hint.isPresent() ? this : hinted(module, why);
  }

  /** The first part of its name, as the file or directory is named in which it would be. */
  public String top() {
    int dot = module.indexOf('.');
    return dot < 0 ? module : module.substring(0, dot);
  }

  private static MissingModule hinted(String module, Hint hint) {
    return new MissingModule(module, Optional.empty(), Optional.of(hint));
  }

  private static MissingModule named(String module, Optional<String> noPackage) {
    if (noPackage.isPresent()) {
      boolean own = noPackage.get().equals("__main__");
      return hinted(module, own ? Hint.RELATIVE : Hint.SHADOWED);
    }
    String top = module.contains(".") ? module.substring(0, module.indexOf('.')) : module;
    if (INTERPRETER.contains(top) || top.startsWith("_")) {
      return hinted(module, Hint.INTERPRETER);
    }
    if (NEWER.contains(module) || NEWER.contains(top)) {
      return hinted(module, Hint.NEWER);
    }
    if (REMOVED.contains(top)) {
      return hinted(module, Hint.REMOVED);
    }
    if (NAMESPACES.contains(module)) {
      return hinted(module, Hint.NAMESPACE);
    }
    Optional<String> known = ModulePackages.KNOWN.find(module);
    if (known.isEmpty() && module.contains(".")) {
      return hinted(module, Hint.SUBMODULE); // Python names the first part that is missing
    }
    return new MissingModule(
        module, Optional.of(known.orElse(module.replace('_', '-'))), Optional.empty());
  }
}
