package io.hexforge.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.postgres.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a running server leaves in its home, for commands on the same machine: `server.json` (0600).
final class ServerFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Path file;

    ServerFile(Path home) {
        this.home = home;
        this.file = home.resolve("server.json");
    }

    /// @param token lets whoever can read the file act as the operator
    record Running(URI url, String token, long pid) {
        @Override
        public String toString() {
            return url + " (process " + pid + ")";
        }
    }

    void write(Running server) {
        var json = JSON.createObjectNode()
                .put("url", server.url().toString())
                .put("token", server.token())
                .put("pid", server.pid());
        try {
            OwnerOnly.directory(home);
            OwnerOnly.write(file, json + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return the server that runs on this home, if its process is alive}
    Optional<Running> read() {
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            var server = new Running(
                    URI.create(json.path("url").asText()),
                    json.path("token").asText(),
                    json.path("pid").asLong());
            return ProcessHandle.of(server.pid()).filter(ProcessHandle::isAlive).map(process -> server);
        } catch (IOException | IllegalArgumentException absentOrTorn) {
            return Optional.empty();
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
