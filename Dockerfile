# docker build -t gradd . && docker run --rm -p 8080:8080 --read-only --cap-drop ALL gradd
FROM docker.io/library/debian:bookworm-slim AS build
RUN apt-get update -qq && apt-get install -yqq --no-install-recommends make
WORKDIR /src
COPY Makefile ./
RUN make packages-build
COPY . ./
RUN make && strip build/gradd

FROM docker.io/library/debian:bookworm-slim
RUN --mount=type=bind,source=Makefile,target=/tmp/Makefile \
    apt-get update -qq && \
    apt-get install -yqq --no-install-recommends $(sed -n 's/^runtime = //p' /tmp/Makefile) && \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/*
COPY --from=build /src/build/gradd /usr/local/bin/gradd
ENV GRADD_LISTEN=0.0.0.0:8080 GRADD_ADMIN=0.0.0.0:9090
USER 10001:10001
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=3s CMD ["/usr/local/bin/gradd", "health"]
ENTRYPOINT ["/usr/local/bin/gradd"]
