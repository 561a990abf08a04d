# docker build -t gradd . && docker run --rm -p 8080:8080 --read-only --cap-drop ALL gradd
#
# The image holds the server, the libraries that it loads, their licences, and a bill of materials in
# /usr/share/doc/gradd/sbom.spdx.json: see deploy/README.md.
FROM docker.io/library/debian:bookworm-slim AS build
RUN apt-get update -qq && apt-get install -yqq --no-install-recommends make
WORKDIR /src
COPY Makefile ./
RUN make packages-build packages-runtime
COPY . ./
RUN make && strip build/gradd
ARG SOURCE_DATE_EPOCH
RUN deploy/rootfs.sh /image build/gradd $(sed -n 's/^runtime = //p' Makefile)

FROM scratch
COPY --from=build /image/ /
ENV GRADD_LISTEN=0.0.0.0:8080 GRADD_ADMIN=0.0.0.0:9090
USER 10001:10001
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=3s CMD ["/usr/local/bin/gradd", "health"]
ENTRYPOINT ["/usr/local/bin/gradd"]
LABEL org.opencontainers.image.title="gradd" \
      org.opencontainers.image.description="Derivatives over HTTP" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="scratch"
