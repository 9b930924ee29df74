# The grader, for CI: Debian slim and wheels, no ROS installation, no graphics card.
#
#     docker build -f docker/grader.Dockerfile -t atelier-grader .
#     docker run --rm -v "$PWD/my_robot:/submission:ro" -v "$PWD/out:/out" --user "$(id -u):$(id -g)" \
#         atelier-grader grade /submission --mission warehouse_delivery --out /out
#
# With `--target interfaces` it has a compiler, for submissions that bring messages of their own.

FROM debian:trixie-slim AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates g++ gcc python3-dev python3-venv \
    && rm -rf /var/lib/apt/lists/*
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements.txt constraints.txt ./
# hadolint ignore=DL3013
RUN python3 -m venv /opt/atelier \
    && /opt/atelier/bin/pip install -c constraints.txt "setuptools<80" wheel \
    && /opt/atelier/bin/pip install --no-build-isolation -c constraints.txt -r requirements.txt
COPY src src
COPY worlds worlds
COPY missions missions
COPY grader grader
# Packages by pip; tf2 and its like where a program looks for them; the message packages that the
# wheels leave out.
RUN /opt/atelier/bin/pip install --no-build-isolation --no-deps \
        ./src/atelier_lockstep ./src/atelier_controllers ./src/atelier_description \
        ./src/atelier_ros ./worlds ./missions ./grader \
    && site=$(/opt/atelier/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
    && echo "$site/atelier_ros/stand_ins" >"$site/zz_atelier_ros.pth" \
    && /opt/atelier/bin/python -m atelier_ros.interfaces install \
    && /opt/atelier/bin/pip uninstall -y setuptools wheel pip \
    && find /opt/atelier -name __pycache__ -prune -exec rm -rf {} +

FROM debian:trixie-slim AS runtime
# EGL for cameras, bubblewrap for walls around programs
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        bubblewrap libegl1 libgl1 libgl1-mesa-dri python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 grader \
    && mkdir /out && chown 1000:1000 /out
COPY --from=build /opt/atelier /opt/atelier
ENV PATH=/opt/atelier/bin:$PATH HOME=/tmp LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
# Compiled once here, not in each run.
RUN python -m compileall -q -j 0 /opt/atelier/lib || true
USER 1000
WORKDIR /tmp
ENTRYPOINT ["atelier"]
CMD ["missions"]

FROM runtime AS interfaces
USER 0
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ gcc python3-dev \
    && rm -rf /var/lib/apt/lists/*
USER 1000

FROM runtime AS grader
