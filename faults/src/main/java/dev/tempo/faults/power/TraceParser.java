package dev.tempo.faults.power;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads what {@code strace -f -y -xx} wrote: the calls that succeeded, in the order in which they
 * ended, as operations on the files of one directory. Texts are in hexadecimal digits, so neither
 * quotes nor commas stand in them.
 */
final class TraceParser {
  /** What is to be traced. */
  static final String CALLS =
      "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,fsync,fdatasync,"
          + "ftruncate,truncate,lseek,rename,renameat,renameat2,unlink,unlinkat,link,linkat,mkdir,"
          + "mkdirat,rmdir";

  private static final String UNFINISHED = " <unfinished ...>";
  private static final String RESUMED = " resumed>";

  private final Predicate<Path> filter;
  private final List<DiskOperation> operations = new ArrayList<>();
  private final Map<String, Begun> begun = new HashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();

  private record Begun(String text, int at) {}

  /**
   * A call.
   *
   * @param begun how many operations had ended when it began
   */
  private record Call(
      String name, List<String> arguments, long result, String returned, int begun) {
    String argument(int index) {
      return arguments.get(index);
    }
  }

  private TraceParser(Predicate<Path> filter) {
    this.filter = filter;
  }

  /**
   * Reads a trace.
   *
   * @param filter which files matter
   */
  static List<DiskOperation> parse(Path trace, Predicate<Path> filter) throws IOException {
    TraceParser parser = new TraceParser(filter);
    try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        parser.line(line);
      }
    }
    return parser.operations;
  }

  private void line(String line) {
    int space = line.indexOf(' ');
    String thread = line.substring(0, space);
    String text = line.substring(space).strip();
    int at = operations.size();
    if (text.endsWith(UNFINISHED)) {
      begun.put(thread, new Begun(text.substring(0, text.length() - UNFINISHED.length()), at));
      return;
    }
    if (text.startsWith("<...")) {
      Begun first = begun.remove(thread);
      if (first == null) {
        return;
      }
      at = first.at();
      text = first.text() + text.substring(text.indexOf(RESUMED) + RESUMED.length());
    }
    call(text, at).filter(call -> call.result() >= 0).ifPresent(this::take);
  }

  private static Optional<Call> call(String text, int begun) {
    int open = text.indexOf('(');
    int equals = text.lastIndexOf(" = ");
    int close = equals < 0 ? -1 : text.lastIndexOf(')', equals);
    if (open <= 0 || close < open) {
      return Optional.empty(); // a signal, an end
    }
    String returned = text.substring(equals + 3).strip();
    int end = 0;
    while (end < returned.length() && "-0123456789".indexOf(returned.charAt(end)) >= 0) {
      end++;
    }
    if (end == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Call(
            text.substring(0, open),
            List.of(text.substring(open + 1, close).split(", ")),
            Long.parseLong(returned.substring(0, end)),
            returned,
            begun));
  }

  private void take(Call call) {
    switch (call.name()) {
      case "openat" -> open(call, resolve(call.argument(0), call.argument(1)), call.argument(2));
      case "open" -> open(call, resolve("", call.argument(0)), call.argument(1));
      case "creat" -> open(call, resolve("", call.argument(0)), "O_CREAT|O_TRUNC");
      case "write", "writev", "sendto", "sendmsg" -> write(call);
      case "pwrite64", "pwritev", "pwritev2" -> writeAt(call);
      case "lseek" -> offsets.put(call.argument(0), call.result());
      case "ftruncate" -> truncate(descriptor(call.argument(0)), call.argument(1));
      case "truncate" -> truncate(resolve("", call.argument(0)), call.argument(1));
      case "fsync", "fdatasync" ->
          add(descriptor(call.argument(0)), path -> new DiskOperation.Sync(path, call.begun()));
      case "unlink", "rmdir" -> add(resolve("", call.argument(0)), DiskOperation.Remove::new);
      case "unlinkat" ->
          add(resolve(call.argument(0), call.argument(1)), DiskOperation.Remove::new);
      case "mkdir" -> add(resolve("", call.argument(0)), DiskOperation.MakeDirectory::new);
      case "mkdirat" ->
          add(resolve(call.argument(0), call.argument(1)), DiskOperation.MakeDirectory::new);
      case "rename" -> move(resolve("", call.argument(0)), resolve("", call.argument(1)));
      case "renameat", "renameat2" ->
          move(
              resolve(call.argument(0), call.argument(1)),
              resolve(call.argument(2), call.argument(3)));
      case "link" -> link(resolve("", call.argument(0)), resolve("", call.argument(1)));
      case "linkat" ->
          link(
              resolve(call.argument(0), call.argument(1)),
              resolve(call.argument(2), call.argument(3)));
      default -> {
        // of no consequence for files
      }
    }
  }

  private interface Make {
    DiskOperation of(Path path);
  }

  private void add(Optional<Path> path, Make operation) {
    path.filter(filter).ifPresent(each -> operations.add(operation.of(each)));
  }

  private void move(Optional<Path> from, Optional<Path> to) {
    if (from.filter(filter).isPresent() && to.filter(filter).isPresent()) {
      operations.add(new DiskOperation.Rename(from.get(), to.get()));
    }
  }

  private void link(Optional<Path> from, Optional<Path> to) {
    if (from.filter(filter).isPresent() && to.filter(filter).isPresent()) {
      operations.add(new DiskOperation.Link(from.get(), to.get()));
    }
  }

  private void open(Call call, Optional<Path> path, String flags) {
    String descriptor = call.returned().strip();
    if (flags.contains("O_APPEND")) {
      offsets.remove(descriptor);
    } else {
      offsets.put(descriptor, 0L);
    }
    if (flags.contains("O_CREAT")) {
      add(path, DiskOperation.Create::new);
    }
    if (flags.contains("O_TRUNC")) {
      add(path, each -> new DiskOperation.Truncate(each, 0));
    }
  }

  private void write(Call call) {
    String descriptor = call.argument(0);
    String place = place(descriptor);
    if (place.startsWith("socket:") || place.startsWith("TCP")) {
      byte[] sent = bytes(call);
      operations.add(new DiskOperation.Told(new String(sent, StandardCharsets.UTF_8)));
      return;
    }
    Optional<Path> path = descriptor(descriptor).filter(filter);
    if (path.isEmpty()) {
      return;
    }
    byte[] bytes = bytes(call);
    Long offset = offsets.get(descriptor);
    if (offset == null) {
      operations.add(new DiskOperation.Append(path.get(), bytes));
    } else {
      operations.add(new DiskOperation.Write(path.get(), offset, bytes));
      offsets.put(descriptor, offset + bytes.length);
    }
  }

  private void writeAt(Call call) {
    Optional<Path> path = descriptor(call.argument(0)).filter(filter);
    if (path.isPresent()) {
      long offset = Long.parseLong(call.argument(3));
      operations.add(new DiskOperation.Write(path.get(), offset, bytes(call)));
    }
  }

  private void truncate(Optional<Path> path, String size) {
    add(path, each -> new DiskOperation.Truncate(each, Long.parseLong(size)));
  }

  /** All texts of a call, which may be in a list, as far as they were written. */
  private static byte[] bytes(Call call) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String argument : call.arguments()) {
      int open = argument.indexOf('"');
      if (open >= 0) {
        all.writeBytes(unhex(argument, open + 1, argument.lastIndexOf('"')));
      }
    }
    byte[] bytes = all.toByteArray();
    int written = (int) Math.min(bytes.length, call.result());
    return written == bytes.length ? bytes : Arrays.copyOf(bytes, written);
  }

  /** The path of {@code 12<\x2f…>}; empty for what has none, or none any more. */
  private static Optional<Path> descriptor(String argument) {
    String place = place(argument);
    return place.startsWith("/") && !argument.endsWith("(deleted)")
        ? Optional.of(Path.of(place))
        : Optional.empty();
  }

  private static String place(String argument) {
    int open = argument.indexOf('<');
    int close = argument.lastIndexOf('>');
    return open < 0 || close < open
        ? ""
        : new String(unhex(argument, open + 1, close), StandardCharsets.UTF_8);
  }

  private static Optional<Path> resolve(String directory, String quoted) {
    int open = quoted.indexOf('"');
    int close = quoted.lastIndexOf('"');
    if (open < 0 || close <= open) {
      return Optional.empty();
    }
    Path path = Path.of(new String(unhex(quoted, open + 1, close), StandardCharsets.UTF_8));
    if (path.isAbsolute()) {
      return Optional.of(path.normalize());
    }
    String below = place(directory);
    return below.startsWith("/")
        ? Optional.of(Path.of(below).resolve(path).normalize())
        : Optional.empty();
  }

  /** Both {@code \x2f} and plain characters. */
  private static byte[] unhex(String text, int from, int to) {
    byte[] bytes = new byte[to - from];
    int count = 0;
    for (int i = from; i < to; ) {
      if (text.charAt(i) == '\\' && i + 3 < to && text.charAt(i + 1) == 'x') {
        int high = Character.digit(text.charAt(i + 2), 16);
        bytes[count++] = (byte) (high << 4 | Character.digit(text.charAt(i + 3), 16));
        i += 4;
      } else {
        bytes[count++] = (byte) text.charAt(i++);
      }
    }
    return Arrays.copyOf(bytes, count);
  }
}
