# syntax=docker/dockerfile:1
# Builds Hexforge from this source tree and runs it as an ordinary user. State lives in the volume /data.

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -DskipTests -P '!format' -pl app -am package

FROM eclipse-temurin:25-jre AS run
LABEL org.opencontainers.image.title="Hexforge" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl=* \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home hexforge \
    && install -d -o hexforge -g hexforge /opt/hexforge /data
WORKDIR /opt/hexforge
COPY --from=build --chown=hexforge:hexforge /src/hexforge ./hexforge
COPY --from=build --chown=hexforge:hexforge /src/app/target/hexforge.jar ./app/target/hexforge.jar
COPY --from=build --chown=hexforge:hexforge /src/app/target/lib ./app/target/lib
USER hexforge
# Records the AOT cache here, for this JVM and these paths.
RUN ./hexforge prepare
ENV HEXFORGE_HOME=/data \
    HOST=0.0.0.0 \
    PORT=8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --retries=5 CMD curl -fsS "http://127.0.0.1:${PORT}/health/live" || exit 1
ENTRYPOINT ["./hexforge"]
CMD ["serve"]
