package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The projects of a Hexforge behind a URL.
record RemoteProjects(Api api) implements Projects {
    private static final String PROJECTS = "/v1/projects";

    @Override
    public List<Listed> list(boolean archived) {
        var found = new ArrayList<Listed>();
        String cursor = "";
        while (true) {
            JsonNode page = api.get(PROJECTS + "?limit=100" + (archived ? "&status=archived" : "") + cursor);
            page.path("items").forEach(item -> found.add(listed(item)));
            if (!page.hasNonNull("next_cursor")) {
                return found;
            }
            cursor = "&cursor=" + encoded(page.path("next_cursor").asText());
        }
    }

    @Override
    public Listed create(String title, String description, String mode) {
        return listed(api.post(
                PROJECTS,
                Api.JSON
                        .createObjectNode()
                        .put("title", title)
                        .put("description", description)
                        .put("mode", mode)));
    }

    @Override
    public Listed show(String id) {
        return listed(api.get(one(id)));
    }

    @Override
    public List<File> files(String id) {
        var files = new ArrayList<File>();
        for (JsonNode entry : api.get(one(id) + "/tree?recursive=true").path("tree")) {
            if (entry.path("type").asText().equals("blob")) {
                files.add(file(entry));
            }
        }
        return files;
    }

    @Override
    public String content(String id, String path) {
        String encoded =
                Arrays.stream(path.split("/", -1)).map(RemoteProjects::encoded).collect(Collectors.joining("/"));
        return api.get(one(id) + "/files/" + encoded).path("content").asText();
    }

    @Override
    public void exportTo(String id, OutputStream out) {
        api.download(one(id) + "/archive", out);
    }

    @Override
    public List<File> importFrom(String id, byte[] archive) {
        var files = new ArrayList<File>();
        api.upload(one(id) + "/import", "application/zip", archive)
                .path("files")
                .forEach(item -> files.add(file(item)));
        return files;
    }

    private static String one(String id) {
        return PROJECTS + "/" + encoded(id);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static File file(JsonNode json) {
        return new File(
                json.path("path").asText(),
                json.path("size").asLong(),
                json.path("language").asText(),
                json.path("version").asLong());
    }

    private static Listed listed(JsonNode json) {
        var techStack = new ArrayList<String>();
        json.path("tech_stack").forEach(item -> techStack.add(item.asText()));
        return new Listed(
                json.path("id").asText(),
                json.path("title").asText(),
                json.path("description").asText(),
                json.path("mode").asText(),
                json.path("status").asText(),
                techStack,
                json.path("created_at").asText(),
                json.path("updated_at").asText());
    }
}
