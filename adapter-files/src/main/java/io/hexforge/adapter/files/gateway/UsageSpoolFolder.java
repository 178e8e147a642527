package io.hexforge.adapter.files.gateway;

import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.gateway.UsageSpool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Usage that waits in a folder, as files of JSON lines: a record that was appended is on the disk.
///
/// Files are numbered, filled to 4 MiB each, read from the front and deleted once all they hold is forgotten. How far
/// the first one has been read is not kept: after a restart it is given out again from its beginning, which the
/// store bears. A line that was torn when the process died is skipped, as is any other that is damaged.
///
/// A folder belongs to one process at a time. A second process on the same home gets the next folder, and what one has
/// left is taken over by the next that finds it free.
public final class UsageSpoolFolder implements UsageSpool {
    private static final long FULL = 4L << 20;
    private static final int FOLDERS = 16;
    private static final String SUFFIX = ".jsonl";

    private final Path folder;
    private final long maxBytes;
    private final FileChannel lock;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private @Nullable FileChannel out;
    private long damaged;

    /// A file of the spool.
    private static final class Segment {
        private final Path file;
        private final long number;
        private long bytes;
        private long records;
        /// Where the oldest record begins that has not been forgotten.
        private int position;

        private Segment(Path file, long number) {
            this.file = file;
            this.number = number;
        }
    }

    private UsageSpoolFolder(Path folder, long maxBytes, FileChannel lock) throws IOException {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.lock = lock;
        find();
    }

    /// Opens the first spool below `home` that no other process uses.
    ///
    /// @param maxBytes how much may wait
    /// @throws PortException `BROKEN` if the home cannot be written
    public static UsageSpoolFolder open(Path home, long maxBytes) {
        try {
            for (int i = 0; i < FOLDERS; i++) {
                Path folder =
                        Files.createDirectories(home.resolve("usage-spool").resolve(Integer.toString(i)));
                FileChannel lock = locked(folder);
                if (lock != null) {
                    adopt(home.resolve("usage-spool"), folder);
                    return new UsageSpoolFolder(folder, maxBytes, lock);
                }
            }
        } catch (IOException e) {
            throw failed("open", e);
        }
        throw new PortException(Kind.BROKEN, "More than " + FOLDERS + " processes use the same home", null);
    }

    private static @Nullable FileChannel locked(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another spool of this very process.
        }
        channel.close();
        return null;
    }

    /// Moves here what was left by processes that are gone.
    private static void adopt(Path all, Path own) throws IOException {
        try (Stream<Path> folders = Files.list(all)) {
            for (Path other : folders.filter(each -> !each.equals(own)).toList()) {
                FileChannel free = locked(other);
                if (free != null) {
                    try (free) {
                        moveFiles(other, own);
                    }
                }
            }
        }
    }

    private static void moveFiles(Path from, Path to) throws IOException {
        long next = files(to).stream().mapToLong(UsageSpoolFolder::number).max().orElse(0) + 1;
        for (Path file : files(from)) {
            Files.move(file, to.resolve(name(next++)));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d+\\" + SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private static String name(long number) {
        return String.format("%018d%s", number, SUFFIX);
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    private void find() throws IOException {
        for (Path file : files(folder)) {
            var segment = new Segment(file, number(file));
            byte[] bytes = Files.readAllBytes(file);
            segment.bytes = bytes.length;
            segment.records = lines(bytes, 0, Integer.MAX_VALUE).records().size();
            if (segment.records == 0) {
                Files.delete(file);
            } else {
                segments.add(segment);
            }
        }
    }

    @Override
    public int append(List<UsageRecord> records) {
        long room = maxBytes - segments.stream().mapToLong(each -> each.bytes).sum();
        var lines = new ByteArrayOutputStream();
        int kept = 0;
        for (UsageRecord record : records) {
            byte[] line = UsageLine.of(record);
            if (lines.size() + line.length > room) {
                break;
            }
            lines.writeBytes(line);
            kept++;
        }
        if (kept > 0) {
            write(lines.toByteArray(), kept);
        }
        return kept;
    }

    private void write(byte[] lines, int records) {
        try {
            Segment last = segments.peekLast();
            FileChannel channel = out;
            if (last == null || channel == null || last.bytes > FULL) {
                last = newSegment();
                channel = FileChannel.open(last.file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                replaceOut(channel);
                segments.add(last);
            }
            long start = last.bytes;
            var buffer = ByteBuffer.wrap(lines);
            while (buffer.hasRemaining()) {
                last.bytes += channel.write(buffer, last.bytes);
            }
            channel.force(false);
            last.records += records;
            assert last.bytes == start + lines.length;
        } catch (IOException e) {
            replaceOut(null); // What is half written ends with its file.
            throw failed("write", e);
        }
    }

    private Segment newSegment() {
        Segment last = segments.peekLast();
        long number = last == null ? 1 : last.number + 1;
        return new Segment(folder.resolve(name(number)), number);
    }

    private void replaceOut(@Nullable FileChannel channel) {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            // Its bytes are on the disk or were reported as not written.
        }
        out = channel;
    }

    @Override
    public List<UsageRecord> oldest(int limit) {
        var found = new ArrayList<UsageRecord>();
        try {
            for (Segment segment : segments) {
                if (found.size() >= limit) {
                    break;
                }
                found.addAll(lines(Files.readAllBytes(segment.file), segment.position, limit - found.size())
                        .records());
            }
            return found;
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /// @param end where the line after the last one of them begins
    private record Lines(List<UsageRecord> records, int end, int damaged) {}

    private static Lines lines(byte[] bytes, int from, int limit) {
        var records = new ArrayList<UsageRecord>();
        int broken = 0;
        int start = from;
        while (start < bytes.length && records.size() < limit) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            var record = UsageLine.read(bytes, start, end);
            if (record.isPresent()) {
                records.add(record.get());
            } else {
                broken++;
            }
            start = Math.min(end + 1, bytes.length);
        }
        return new Lines(records, start, broken);
    }

    @Override
    public void remove(int count) {
        int left = count;
        try {
            while (left > 0) {
                Segment first = segments.getFirst();
                Lines lines = lines(Files.readAllBytes(first.file), first.position, left);
                left -= lines.records().size();
                damaged += lines.damaged();
                first.position = lines.end();
                first.records -= lines.records().size();
                if (first.records == 0) {
                    drop(first);
                }
            }
        } catch (IOException e) {
            throw failed("shorten", e);
        }
    }

    private void drop(Segment first) throws IOException {
        if (first == segments.getLast()) {
            replaceOut(null);
        }
        segments.removeFirst();
        Files.delete(first.file);
    }

    @Override
    public long size() {
        return segments.stream().mapToLong(each -> each.records).sum();
    }

    @Override
    public long damaged() {
        return damaged;
    }

    @Override
    public void close() {
        replaceOut(null);
        try {
            lock.close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        }
    }

    private static PortException failed(String act, IOException cause) {
        return new PortException(
                Kind.UNAVAILABLE, "Could not " + act + " the usage spool: " + cause.getMessage(), cause);
    }
}
