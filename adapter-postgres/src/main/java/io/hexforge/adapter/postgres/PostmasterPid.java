package io.hexforge.adapter.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a server says of itself in `postmaster.pid`: one fact a line, written while it starts.
///
/// @param lines as they stand in the file; fewer than eight while the server is starting
record PostmasterPid(Path file, long pid, List<String> lines) {
    private static final int DATA_DIRECTORY = 1;
    private static final int PORT = 3;
    private static final int STATUS = 7;
    /// Above what Linux (2^22) and macOS (99999) ever give to a process.
    private static final String NOBODYS_PID = "999999999";

    /// Reads the file of a data directory; empty if there is none or it holds no process id (yet).
    static Optional<PostmasterPid> of(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve("postmaster.pid");
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,10}")
                    ? Optional.empty()
                    : Optional.of(new PostmasterPid(
                            file, Long.parseLong(lines.getFirst().strip()), lines));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    boolean ready() {
        return line(STATUS).startsWith("ready");
    }

    boolean stopping() {
        return line(STATUS).startsWith("stopping");
    }

    int port() {
        String port = line(PORT);
        return port.isEmpty() ? 0 : Integer.parseInt(port);
    }

    /// {@return whether the process lives and is this directory's server}, and not another process that was
    /// given the same id after the server had died.
    boolean alive() {
        return isAlive(pid)
                && ProcessHandle.of(pid)
                        .map(ProcessHandle::info)
                        .filter(this::isOurs)
                        .isPresent();
    }

    /// Makes the file say what is the case: that its process is gone.
    ///
    /// PostgreSQL itself cannot tell when the process id was reused, and would refuse to start. The file is not
    /// deleted, because by its other lines PostgreSQL finds out whether children of the dead server still run.
    void disown() throws IOException {
        var corrected = new ArrayList<>(lines);
        corrected.set(0, NOBODYS_PID);
        OwnerOnly.write(file, String.join("\n", corrected) + "\n");
    }

    private boolean isOurs(ProcessHandle.Info info) {
        boolean isPostgres = info.command()
                .map(command -> Path.of(command).getFileName())
                .filter(name -> name.toString().equals("postgres"))
                .isPresent();
        return isPostgres
                && info.arguments()
                        .filter(arguments -> List.of(arguments).contains(line(DATA_DIRECTORY)))
                        .isPresent();
    }

    /// {@return whether there is such a process}; a zombie, which only waits for its parent, is none.
    static boolean isAlive(long pid) {
        if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (NoSuchFileException notLinux) {
            return Files.notExists(Path.of("/proc/self"));
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    private String line(int index) {
        return index < lines.size() ? lines.get(index).strip() : "";
    }
}
