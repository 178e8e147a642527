package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The fields that Google's API knows. Like protobuf's JSON reader it takes names in both cases and refuses others.
final class GeminiFields {
    private static final Map<String, Map<String, String>> MESSAGES = new HashMap<>();

    static {
        message(
                "GenerateContentRequest",
                "model contents:Content systemInstruction:Content tools:Tool toolConfig:ToolConfig"
                        + " safetySettings:SafetySetting generationConfig:GenerationConfig cachedContent serviceTier"
                        + " store");
        message("CountTokensRequest", "contents:Content generateContentRequest:GenerateContentRequest");
        message("EmbedContentRequest", "model content:Content taskType title outputDimensionality embedContentConfig");
        message("BatchEmbedContentsRequest", "requests:EmbedContentRequest");
        message("Content", "parts:Part role");
        message(
                "Part",
                "text inlineData:Blob fileData:FileData functionCall:FunctionCall functionResponse:FunctionResponse"
                        + " executableCode codeExecutionResult thought thoughtSignature videoMetadata mediaResolution"
                        + " partMetadata toolCall toolResponse");
        message("Blob", "mimeType data");
        message("FileData", "mimeType fileUri");
        message("FunctionCall", "id name args");
        message("FunctionResponse", "id name response parts willContinue scheduling");
        message("SafetySetting", "category threshold");
        message(
                "Tool",
                "functionDeclarations:FunctionDeclaration googleSearch googleSearchRetrieval codeExecution urlContext"
                        + " computerUse fileSearch googleMaps mcpServers");
        message(
                "FunctionDeclaration",
                "name description parameters:Schema parametersJsonSchema response:Schema responseJsonSchema behavior");
        message("ToolConfig", "functionCallingConfig:FunctionCallingConfig retrievalConfig");
        message("FunctionCallingConfig", "mode allowedFunctionNames");
        message("ThinkingConfig", "includeThoughts thinkingBudget thinkingLevel");
        message(
                "GenerationConfig",
                "stopSequences responseMimeType responseSchema:Schema responseJsonSchema responseModalities"
                        + " candidateCount maxOutputTokens temperature topP topK seed presencePenalty frequencyPenalty"
                        + " responseLogprobs logprobs enableEnhancedCivicAnswers speechConfig"
                        + " thinkingConfig:ThinkingConfig imageConfig mediaResolution responseFormat");
        message(
                "Schema",
                "type format title description nullable enum maxItems minItems properties:{Schema required"
                        + " minProperties maxProperties minLength maxLength pattern example anyOf:Schema"
                        + " propertyOrdering default items:Schema minimum maximum");
    }

    private GeminiFields() {}

    private static void message(String name, String fields) {
        var known = new HashMap<String, String>();
        for (String field : fields.split(" ")) {
            int colon = field.indexOf(':');
            known.put(colon < 0 ? field : field.substring(0, colon), colon < 0 ? "" : field.substring(colon + 1));
        }
        MESSAGES.put(name, known);
    }

    /// Renames every field to camel case, in place.
    ///
    /// @param type the name of the message that `node` is
    static void normalize(JsonNode node, String type, String at) throws Refusal {
        if (type.isEmpty()) {
            return;
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                normalize(node.get(i), type, at + "[" + i + "]");
            }
        } else if (type.startsWith("{")) {
            for (var property : node.properties()) {
                normalize(property.getValue(), type.substring(1), at + "." + property.getKey());
            }
        } else {
            Refusal.unless(node instanceof ObjectNode, "Invalid value at '" + at + "' (" + type + "), " + node, at);
            fields((ObjectNode) node, MESSAGES.getOrDefault(type, Map.of()), at);
        }
    }

    private static void fields(ObjectNode node, Map<String, String> known, String at) throws Refusal {
        var names = new ArrayList<String>();
        node.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String camel = camel(name);
            String child = known.get(camel);
            String where = at.isEmpty() ? camel : at + "." + camel;
            if (child == null) {
                throw Refusal.invalid(
                        "Invalid JSON payload received. Unknown name \"" + name + "\""
                                + (at.isEmpty() ? "" : " at '" + at + "'") + ": Cannot find field.",
                        at);
            }
            JsonNode value = node.remove(name);
            if (!value.isNull()) {
                normalize(value, child, where);
                node.set(camel, value);
            }
        }
    }

    private static String camel(String name) {
        var camel = new StringBuilder();
        for (String word : name.split("_")) {
            camel.append(
                    camel.isEmpty() || word.isEmpty()
                            ? word
                            : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return camel.toString();
    }
}
