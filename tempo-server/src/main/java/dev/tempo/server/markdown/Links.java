package dev.tempo.server.markdown;

import dev.tempo.message.Message;
import dev.tempo.server.markdown.LinkTargets.Target;
import dev.tempo.server.message.Messages;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;

/**
 * Lets links and images lead where they may: to http, https and mailto, to jobs, and to what lies
 * beside the text. Any other becomes the text that it shows, and is told.
 */
final class Links extends AbstractVisitor {
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);

  /** What browsers leave out of addresses, or read otherwise than it looks. */
  private static final Pattern UNFIT = Pattern.compile("[\\x00-\\x20\\x7f\\\\]");

  private static final List<String> OUTSIDE = List.of("http", "https", "mailto");
  private static final String JOB = "job";

  private final Headings headings;
  private final LinkTargets targets;
  private final Problems problems;

  Links(Headings headings, LinkTargets targets, Problems problems) {
    this.headings = headings;
    this.targets = targets;
    this.problems = problems;
  }

  @Override
  public void visit(Link link) {
    visitChildren(link);
    Target target = link(link.getDestination());
    target.problem().ifPresent(problem -> problems.warn(link, problem));
    target.url().ifPresentOrElse(link::setDestination, () -> unwrap(link));
  }

  @Override
  public void visit(Image image) {
    visitChildren(image);
    Target target = image(image.getDestination());
    target.problem().ifPresent(problem -> problems.warn(image, problem));
    target.url().ifPresentOrElse(url -> show(image, url), () -> unwrap(image));
  }

  private Target link(String address) {
    String scheme = scheme(address);
    if (OUTSIDE.contains(scheme)) {
      return fit(address) ? Target.of(address) : refused(address);
    }
    if (address.startsWith("#")) {
      return anchor(address);
    }
    boolean known = scheme.isEmpty() && isRelative(address) || scheme.equals(JOB);
    return known ? targets.link(address) : refused(address);
  }

  private Target anchor(String address) {
    return headings.has(address.substring(1))
        ? Target.of(address)
        : new Target(Optional.of(address), problem("api.docs.noAnchor", address));
  }

  private Target image(String address) {
    String scheme = scheme(address);
    if (scheme.equals("http") || scheme.equals("https")) {
      Optional<Message> problem = problem("api.docs.imageElsewhere", address);
      return new Target(fit(address) ? Optional.of(address) : Optional.empty(), problem);
    }
    return scheme.isEmpty() && isRelative(address) ? targets.image(address) : refused(address);
  }

  /** What lies on another server is not loaded, as the pages' policy has it, but may be opened. */
  private static void show(Image image, String url) {
    if (scheme(url).isEmpty()) {
      image.setDestination(url);
      return;
    }
    Link link = new Link(url, image.getTitle());
    if (image.getFirstChild() == null) {
      link.appendChild(new Text(url));
    }
    moveChildren(image, link);
    image.insertAfter(link);
    image.unlink();
  }

  private static Target refused(String address) {
    return Target.broken(
        address.isBlank()
            ? Messages.message("api.docs.noAddress")
            : Messages.message("api.docs.addressRefused", "address", shortened(address)));
  }

  static Optional<Message> problem(String key, String address) {
    return Optional.of(Messages.message(key, "address", shortened(address)));
  }

  private static String shortened(String address) {
    int most = 100;
    return address.length() <= most ? address : address.substring(0, most) + "…";
  }

  private static String scheme(String address) {
    Matcher scheme = SCHEME.matcher(address);
    return scheme.matches() ? scheme.group(1).toLowerCase(Locale.ROOT) : "";
  }

  /** Not to another host, and without what browsers would leave out and then read a scheme. */
  private static boolean isRelative(String address) {
    int colon = address.indexOf(':');
    String before = colon < 0 ? "" : address.substring(0, colon);
    boolean inPath = before.contains("/") || before.contains("?") || before.contains("#");
    return !address.isEmpty()
        && !address.startsWith("//")
        && (colon < 0 || inPath)
        && !UNFIT.matcher(address.replace(" ", "")).find();
  }

  private static boolean fit(String address) {
    return !UNFIT.matcher(address.strip()).find();
  }

  private static void unwrap(Node node) {
    Node after = node;
    for (Node child = node.getFirstChild(); child != null; ) {
      Node next = child.getNext();
      after.insertAfter(child);
      after = child;
      child = next;
    }
    node.unlink();
  }

  private static void moveChildren(Node from, Node to) {
    for (Node child = from.getFirstChild(); child != null; ) {
      Node next = child.getNext();
      to.appendChild(child);
      child = next;
    }
  }
}
