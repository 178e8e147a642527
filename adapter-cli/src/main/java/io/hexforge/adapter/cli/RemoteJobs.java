package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The jobs of a Hexforge behind a URL.
record RemoteJobs(Api api) implements Jobs {
    private static final String PATH = "/v1/jobs";

    @Override
    public List<Line> list(@Nullable String status) {
        var lines = new ArrayList<Line>();
        String filter = status == null ? "" : "&status=" + encoded(status);
        api.get(PATH + "?limit=100" + filter).path("items").forEach(job -> lines.add(line(job)));
        return lines;
    }

    @Override
    public Line show(String id) {
        return line(api.get(PATH + "/" + encoded(id)));
    }

    @Override
    public Line cancel(String id) {
        return line(api.post(PATH + "/" + encoded(id) + "/cancel", Api.JSON.createObjectNode()));
    }

    @Override
    public Line retry(String id) {
        return line(api.post(PATH + "/" + encoded(id) + "/retry", Api.JSON.createObjectNode()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Line line(JsonNode job) {
        return new Line(
                job.path("id").asText(),
                job.path("type").asText(),
                job.path("status").asText(),
                job.path("progress").asInt(),
                text(job.path("message")),
                job.path("created_at").asText(),
                json(job.path("question")),
                json(job.path("result")),
                text(job.path("error")));
    }

    private static @Nullable String text(JsonNode value) {
        return value.isTextual() ? value.asText() : null;
    }

    private static @Nullable String json(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? null : value.toString();
    }
}
