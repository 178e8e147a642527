package io.hexforge.adapter.llm.gateway;

import io.hexforge.ports.driven.gateway.JsonInText;
import io.hexforge.ports.driven.gateway.JsonInTextContract;

class JacksonJsonInTextTest implements JsonInTextContract {
    @Override
    public JsonInText json() {
        return new JacksonJsonInText();
    }
}
