package dev.tempo.server.groups.discovery;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.files.RegularFile;
import dev.tempo.message.Message;
import dev.tempo.server.groups.metadata.MetadataFile;
import dev.tempo.server.groups.metadata.MetadataWarning;
import dev.tempo.server.message.Messages;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one group. Scripts are the files in it whose names end with {@code .py} or
 * {@code .sh}, but not those in directories below it. A link that leads out of the directory is not
 * taken. Thread-safe.
 */
public final class GroupDirectory {
  /** What all scripts of the group need to be installed. */
  public static final String REQUIREMENTS = "requirements.txt";

  private static final Logger LOG = LoggerFactory.getLogger(GroupDirectory.class);
  private static final int MAX_SCRIPTS = 5_000;
  private static final int MAX_EXAMPLES = 200;
  private static final String EXAMPLES = "examples";
  private static final List<String> ABOUT =
      List.of(MetadataFile.GROUP, MetadataFile.SCRIPTS, REQUIREMENTS);

  private final Path directory;

  /** Over a directory, which need not exist any more. */
  public GroupDirectory(Path directory) {
    this.directory = directory;
  }

  /** Where it is. */
  public Path path() {
    return directory;
  }

  /** True for the name of a file that is a script where it lies in a group's directory. */
  public static boolean isScript(String name) {
    boolean suffix = name.endsWith(".py") || name.endsWith(".sh");
    return suffix && name.length() > 3 && !name.startsWith(".") && !name.equals("__init__.py");
  }

  /** True for the path of a file with values of parameters. */
  public static boolean isExample(String name) {
    return name.startsWith(EXAMPLES + "/");
  }

  /** What is there now; nothing if the directory is gone. */
  public GroupLook look() {
    Map<String, FileStamp> files = new HashMap<>();
    List<MetadataWarning> warnings = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      FirstNames scripts = new FirstNames(MAX_SCRIPTS);
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (isScript(name)) {
          scripts.add(name);
        }
      }
      scripts.names().forEach(name -> stamp(name, warnings).ifPresent(s -> files.put(name, s)));
      if (scripts.left() > 0) {
        warnings.add(
            MetadataWarning.of("", DiscoveryMessages.tooMany(MAX_SCRIPTS, scripts.left())));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return new GroupLook(Map.of(), List.of());
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("The group's directory {} cannot be read: {}", directory, e.toString());
      warnings.add(MetadataWarning.of("", DiscoveryMessages.unreadable(reason(e))));
    }
    examples(files, warnings);
    for (String name : ABOUT) {
      stamp(name, warnings).ifPresent(stamp -> files.put(name, stamp));
    }
    return new GroupLook(files, warnings);
  }

  /** Most groups have none. */
  private void examples(Map<String, FileStamp> files, List<MetadataWarning> warnings) {
    Path folder = directory.resolve(EXAMPLES);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    FirstNames names = new FirstNames(MAX_EXAMPLES);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.json")) {
      entries.forEach(entry -> names.add(EXAMPLES + "/" + entry.getFileName()));
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("The examples in {} cannot be listed", directory, e);
    }
    names.names().forEach(name -> stamp(name, warnings).ifPresent(s -> files.put(name, s)));
    if (names.left() > 0) {
      warnings.add(
          MetadataWarning.of(EXAMPLES, DiscoveryMessages.tooMany(MAX_EXAMPLES, names.left())));
    }
  }

  /** The first of many names in their order, whatever the order in which they come. */
  private static final class FirstNames {
    private final int most;
    private final NavigableSet<String> names = new TreeSet<>();
    private int left;

    FirstNames(int limit) {
      this.most = limit;
    }

    void add(String name) {
      names.add(name);
      if (names.size() > most) {
        names.pollLast();
        left++;
      }
    }

    Set<String> names() {
      return names;
    }

    /** How many more there are. */
    int left() {
      return left;
    }
  }

  private Optional<FileStamp> stamp(String name, List<MetadataWarning> warnings) {
    try {
      Path file = directory.resolve(name);
      BasicFileAttributes own =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!own.isSymbolicLink() && file.getParent().equals(directory)) {
        return Optional.of(own).filter(BasicFileAttributes::isRegularFile).map(FileStamp::of);
      }
      Optional<Path> inside = inside(file);
      if (inside.isEmpty()) {
        warnings.add(MetadataWarning.of(name, DiscoveryMessages.leadsOut()));
        return Optional.empty();
      }
      return Optional.of(Files.readAttributes(inside.get(), BasicFileAttributes.class))
          .filter(BasicFileAttributes::isRegularFile)
          .map(FileStamp::of);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty(); // most groups do not have all of them, and links may lead nowhere
    } catch (IOException e) {
      warnings.add(MetadataWarning.of(name, DiscoveryMessages.unreadable(reason(e))));
      return Optional.empty();
    }
  }

  /** The file that a name leads to, if that lies within the directory. */
  private Optional<Path> inside(Path file) throws IOException {
    Path real = file.toRealPath();
    return Optional.of(real).filter(path -> path.startsWith(real(directory)));
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      return directory;
    }
  }

  /**
   * What a file says.
   *
   * @param name as in the look
   * @param stamp that it had there
   * @param limit how many bytes are read at most
   * @return empty if it is another one meanwhile, or cannot be read
   */
  public Optional<byte[]> read(String name, FileStamp stamp, int limit) {
    try {
      Optional<Path> file = inside(directory.resolve(name));
      if (file.isEmpty()) {
        return Optional.empty();
      }
      byte[] content = RegularFile.read(file.get(), limit);
      FileStamp after = FileStamp.of(Files.readAttributes(file.get(), BasicFileAttributes.class));
      return after.equals(stamp) ? Optional.of(content) : Optional.empty();
    } catch (IOException e) {
      LOG.debug("{} in {} cannot be read", name, directory, e);
      return Optional.empty();
    }
  }

  private static Message reason(Exception e) {
    Throwable cause = e instanceof DirectoryIteratorException ? e.getCause() : e;
    return cause instanceof FileSystemLoopException
        ? message("api.groups.linksInCircle")
        : Messages.asItIs(cause.getClass().getSimpleName().replace("Exception", ""));
  }
}
