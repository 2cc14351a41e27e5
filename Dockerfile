# The reference application: one static binary, in an image without a shell, run by a user without rights.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/app ./app
RUN mkdir -p /out/data /out/tmp && chmod 1777 /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=build --chown=65532:65532 /out/tmp /tmp
# The SQLite file that the application uses by default is written beside the binary.
COPY --from=build --chown=65532:65532 /out/data /srv
COPY --from=build /out/app /srv/app
WORKDIR /srv
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["./app"]
