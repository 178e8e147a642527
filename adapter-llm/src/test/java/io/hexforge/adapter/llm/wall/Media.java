package io.hexforge.adapter.llm.wall;

import java.util.Base64;

/// Describes images and files that came in a request.
final class Media {
    private Media() {}

    /// {@return such as `image/png, 68 bytes` for a data URL, `url https://…` for any other}
    static String ofUrl(String url) throws Refusal {
        int comma = url.indexOf(";base64,");
        return url.startsWith("data:") && comma > 0
                ? ofBase64(url.substring("data:".length(), comma), url.substring(comma + ";base64,".length()))
                : "url " + url;
    }

    static String ofBase64(String mediaType, String data) throws Refusal {
        try {
            return mediaType + ", " + Base64.getDecoder().decode(data).length + " bytes";
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("Invalid base64 data: " + e.getMessage(), null);
        }
    }
}
