package dev.tempo.server.tunnel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps cookies apart that browsers do not: those of Tempo, of one page and of other pages on the
 * same host, whatever their ports.
 *
 * <ul>
 *   <li>What is called {@code tempo_…} is Tempo's: scripts neither see nor set it.
 *   <li>Cookies that a script sets as {@code HttpOnly} are called {@code tempo_own_<mark>_<name>}
 *       in the browser, which no page can see, since no code of a page can. They reach the script
 *       under their own names; those of other pages do not reach it at all.
 *   <li>Other cookies keep their names, since pages read and write them. One whose name is also
 *       that of an {@code HttpOnly} cookie is another page's doing, and is left out.
 * </ul>
 *
 * <p>Immutable.
 */
final class PageCookies {
  private static final Pattern RESERVED = Pattern.compile("(?i)(?:__host-|__secure-)?tempo_.*");
  private static final String OWN = "tempo_own_";

  private final String gateName;
  private final String prefix;

  /**
   * The cookies of a page.
   *
   * @param gateName of the cookie that lets in
   * @param mark of the page
   */
  PageCookies(String gateName, String mark) {
    this.gateName = gateName;
    this.prefix = OWN + mark + "_";
  }

  /**
   * What a request says in cookies.
   *
   * @param gate the values of the cookie that lets in
   * @param renamed the script's names of {@code HttpOnly} cookies that came along
   * @param fields all of the request's fields, as the script may see them
   */
  record Received(List<String> gate, Set<String> renamed, Fields fields) {}

  /** Takes Tempo's and other pages' cookies out of a request. */
  Received receive(Fields fields) {
    List<String> pairs =
        fields.values("Cookie").stream()
            .flatMap(value -> Arrays.stream(value.split(";", -1)))
            .map(String::strip)
            .filter(pair -> !pair.isEmpty())
            .toList();
    List<String> gate =
        pairs.stream()
            .filter(pair -> name(pair).equals(gateName))
            .map(pair -> pair.substring(pair.indexOf('=') + 1).strip())
            .toList();
    if (pairs.stream().noneMatch(pair -> RESERVED.matcher(name(pair)).matches())) {
      return new Received(gate, Set.of(), fields);
    }
    Set<String> renamed = new HashSet<>();
    pairs.stream()
        .filter(pair -> name(pair).startsWith(prefix))
        .forEach(pair -> renamed.add(name(pair).substring(prefix.length())));
    return new Received(gate, renamed, replace(fields, forScript(pairs, renamed)));
  }

  private List<String> forScript(List<String> pairs, Set<String> renamed) {
    List<String> kept = new ArrayList<>();
    for (String pair : pairs) {
      String name = name(pair);
      if (name.startsWith(prefix)) {
        kept.add(pair.substring(prefix.length()));
      } else if (!RESERVED.matcher(name).matches() && !renamed.contains(name)) {
        kept.add(pair);
      }
    }
    return kept;
  }

  private static Fields replace(Fields fields, List<String> pairs) {
    Fields others = fields.without(field -> field.plainName().equals("cookie"));
    return pairs.isEmpty() ? others : others.with("Cookie", String.join("; ", pairs));
  }

  private static String name(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0 ? "" : pair.substring(0, equals).strip();
  }

  /**
   * What browsers are told to keep.
   *
   * @param renamed the names of {@code HttpOnly} cookies that came with the request
   */
  Fields send(Fields fields, Set<String> renamed) {
    List<Field> sent = new ArrayList<>();
    for (Field field : fields.all()) {
      if (field.is("Set-Cookie")) {
        set(field.value(), renamed).forEach(value -> sent.add(new Field(field.name(), value)));
      } else if (!field.is("Set-Cookie2")) {
        sent.add(field);
      }
    }
    return new Fields(sent);
  }

  private List<String> set(String value, Set<String> renamed) {
    List<String> parts = Arrays.stream(value.split(";", -1)).map(String::strip).toList();
    String name = name(parts.getFirst());
    if (name.isEmpty() || RESERVED.matcher(name).matches()) {
      return List.of(); // a cookie without a name is sent back as whatever its value says
    }
    String kept =
        String.join("; ", parts.stream().filter(part -> !isAttribute(part, "domain")).toList());
    if (parts.stream().anyMatch(part -> isAttribute(part, "httponly"))) {
      return List.of(prefix + kept);
    }
    return renamed.contains(name) ? List.of(kept, removal(name, parts)) : List.of(kept);
  }

  /** To set a cookie otherwise is to replace the one that was {@code HttpOnly}. */
  private String removal(String name, List<String> parts) {
    Optional<String> path = parts.stream().filter(part -> isAttribute(part, "path")).findFirst();
    return prefix + name + "=; Max-Age=0; HttpOnly" + path.map(text -> "; " + text).orElse("");
  }

  private static boolean isAttribute(String part, String name) {
    String lower = part.toLowerCase(Locale.ROOT);
    return lower.equals(name) || lower.startsWith(name) && name(lower).equals(name);
  }
}
