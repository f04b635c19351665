package dev.tempo.store.jdbc.state;

import dev.tempo.process.ResourceSample;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes resource samples in a few bytes each. A sample is four numbers: its time in milliseconds,
 * its CPU use in hundredths of a percent, its memory in bytes and its processes, each as the
 * difference to that of the sample before, which makes most of them small. A number is written
 * seven bits a byte, the lowest first, with the sign in the last bit.
 */
final class SampleCodec {
  private static final int FIELDS = 4;

  private SampleCodec() {}

  static byte[] pack(List<ResourceSample> samples) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long[] before = new long[FIELDS];
    for (ResourceSample sample : samples) {
      long[] now = fields(sample);
      for (int field = 0; field < FIELDS; field++) {
        write(out, now[field] - before[field]);
      }
      before = now;
    }
    return out.toByteArray();
  }

  static List<ResourceSample> unpack(byte[] packed) {
    ByteBuffer in = ByteBuffer.wrap(packed);
    List<ResourceSample> samples = new ArrayList<>();
    long[] fields = new long[FIELDS];
    while (in.hasRemaining()) {
      for (int field = 0; field < FIELDS; field++) {
        fields[field] += read(in);
      }
      samples.add(
          new ResourceSample(
              Instant.ofEpochMilli(fields[0]), fields[1] / 100.0, fields[2], (int) fields[3]));
    }
    return samples;
  }

  private static long[] fields(ResourceSample sample) {
    return new long[] {
      sample.at().toEpochMilli(),
      Math.round(sample.cpuPercent() * 100),
      sample.memoryBytes(),
      sample.processes()
    };
  }

  private static void write(ByteArrayOutputStream out, long number) {
    long left = number << 1 ^ number >> 63;
    while (left >>> 7 != 0) {
      out.write((int) left & 0x7f | 0x80);
      left >>>= 7;
    }
    out.write((int) left);
  }

  private static long read(ByteBuffer in) {
    long number = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      number |= (next & 0x7fL) << shift;
      shift += 7;
    } while (next < 0);
    return number >>> 1 ^ -(number & 1);
  }
}
