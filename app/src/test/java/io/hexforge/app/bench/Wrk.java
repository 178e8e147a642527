package io.hexforge.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Load by Debian's wrk, one thread.
record Wrk() implements LoadGenerator {
    private static final Pattern RESULT = Pattern.compile("RESULT (\\d+) (\\d+) ([\\d.]+) ([\\d.]+) (\\d+)");

    @Override
    public String name() {
        return "wrk, one thread";
    }

    @Override
    public Load run(Target target, boolean stream, int connections, Duration duration)
            throws IOException, InterruptedException {
        var script = Files.createTempFile("hexforge-bench", ".lua");
        try {
            Files.writeString(script, script(target, stream));
            var url = "http://127.0.0.1:" + target.port() + Target.PATH;
            return parsed(OwnProcess.output(
                    "wrk", "-t1", "-c" + connections, "-d" + duration.toSeconds(), "-s", script.toString(), url));
        } finally {
            Files.delete(script);
        }
    }

    private static String script(Target target, boolean stream) {
        return """
                wrk.method = "POST"
                wrk.headers["Content-Type"] = "application/json"
                wrk.headers["Authorization"] = "Bearer %s"
                %s
                wrk.body = [[%s]]
                function done(summary, latency, requests)
                  local e = summary.errors
                  io.write(string.format("RESULT %%d %%d %%f %%f %%d\\n", summary.requests, summary.duration,
                    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
                end
                """.formatted(
                        target.apiKey(), headers(target), target.body(stream, "Say hello to the benchmark, please."));
    }

    private static String headers(Target target) {
        return target.headers().entrySet().stream()
                .map(header -> "wrk.headers[\"" + header.getKey() + "\"] = \"" + header.getValue() + "\"")
                .collect(Collectors.joining("\n"));
    }

    private static Load parsed(String output) {
        var result = RESULT.matcher(output);
        if (!result.find()) {
            throw new IllegalStateException("wrk said: " + output);
        }
        double seconds = Long.parseLong(result.group(2)) / 1e6;
        return new Load(
                Long.parseLong(result.group(1)) / seconds,
                Double.parseDouble(result.group(3)),
                Double.parseDouble(result.group(4)),
                Long.parseLong(result.group(5)));
    }
}
