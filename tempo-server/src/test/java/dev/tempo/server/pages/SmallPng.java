package dev.tempo.server.pages;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Writes pictures of pages with a palette: half of their bytes. Pages have few colours, and many
 * shades between two of them at the edges of letters, for which the nearest that is left will do.
 */
final class SmallPng {
  private static final int COLOURS = 256;
  private static final int FREQUENT = 128;
  private static final int LIKE = 3 * 12 * 12;

  private SmallPng() {}

  /** Writes a picture with its most frequent colours alone. */
  static void write(byte[] png, Path file) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    int[] palette = palette(pixels);
    IndexColorModel model =
        new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
    BufferedImage small =
        new BufferedImage(
            image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    Map<Integer, Integer> nearest = new HashMap<>();
    int[] places = new int[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      places[i] = nearest.computeIfAbsent(pixels[i], colour -> nearest(palette, colour));
    }
    small.getRaster().setPixels(0, 0, image.getWidth(), image.getHeight(), places);
    ImageIO.write(small, "png", file.toFile());
  }

  private static int[] palette(int[] pixels) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel, 1, Integer::sum);
    }
    List<Integer> byFrequency =
        counts.entrySet().stream()
            .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder()))
            .map(Map.Entry::getKey)
            .toList();
    int[] chosen = new int[COLOURS];
    int count = 0;
    for (int colour : byFrequency) {
      boolean wanted = count < FREQUENT || (count < COLOURS && isNew(chosen, count, colour));
      if (wanted) {
        chosen[count++] = colour;
      }
    }
    return Arrays.copyOf(chosen, count);
  }

  /** True for what is like none of these, as a small sign in a colour of its own is. */
  private static boolean isNew(int[] chosen, int count, int colour) {
    return IntStream.range(0, count).allMatch(i -> distance(chosen[i], colour) > LIKE);
  }

  private static int nearest(int[] palette, int colour) {
    int best = 0;
    for (int i = 1; i < palette.length; i++) {
      if (distance(palette[i], colour) < distance(palette[best], colour)) {
        best = i;
      }
    }
    return best;
  }

  private static int distance(int one, int other) {
    int sum = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int difference = (one >> shift & 0xFF) - (other >> shift & 0xFF);
      sum += difference * difference;
    }
    return sum;
  }
}
