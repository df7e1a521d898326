# The show in one container: all processes of `npm start`, built from this checkout. How to run it: compose.yaml.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile && node scripts/build.mjs

FROM node:24-bookworm-slim
COPY --from=build /build/dist /opt/cablecut/dist
RUN install -d -m 0700 -o node -g node /var/lib/cablecut
USER node
WORKDIR /var/lib/cablecut
VOLUME /var/lib/cablecut
EXPOSE 2626
STOPSIGNAL SIGTERM
# Rooms were heard, so people are let in: what a proxy asks as well. It stays so while the presenter has cut every cable.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:2626/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: SIGTERM reaches the program itself, which stops the show and leaves its report.
ENTRYPOINT ["node", "/opt/cablecut/dist/cablecut.mjs"]
CMD ["demo", "--data", "/var/lib/cablecut"]
